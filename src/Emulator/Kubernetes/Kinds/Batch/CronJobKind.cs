namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class CronJobKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "batch",
        Version = "v1",
        Kind = "CronJob",
        Plural = "cronjobs",
        Singular = "cronjob",
        ListKind = "CronJobList",
        ShortNames = ["cj"],
        Categories = ["all"],
    };

    public override string TypeName => "io.k8s.api.batch.v1.CronJob";

    public override IReadOnlyList<Subresource> Subresources { get; } =
    [
        Subresource.Status,
    ];

    public override bool ManagesGeneration => true;
}
