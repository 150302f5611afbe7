namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class JobKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "batch",
        Version = "v1",
        Kind = "Job",
        Plural = "jobs",
        Singular = "job",
        ListKind = "JobList",
        Categories = ["all"],
    };

    public override string TypeName => "io.k8s.api.batch.v1.Job";

    public override IReadOnlyList<Subresource> Subresources { get; } =
    [
        Subresource.Status,
    ];

    public override bool ManagesGeneration => true;
}
