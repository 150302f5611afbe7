using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds.Workloads;
using Eso.Emulator.Kubernetes.Validation;

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

    public override IReadOnlyList<Column> Columns => WorkloadTables.CronJob;

    public override JsonArray Cells(JsonObject obj, DateTimeOffset now) => WorkloadTables.CronJobCells(obj, now);

    public override void Default(JsonObject obj) => WorkloadDefaults.CronJob(obj);

    public override void Validate(JsonObject obj, KindContext context, List<FieldError> errors) =>
        WorkloadRules.CronJob(obj, errors);
}
