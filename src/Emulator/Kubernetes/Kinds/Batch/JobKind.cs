using System.Globalization;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds.Workloads;
using Eso.Emulator.Kubernetes.Validation;

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

    public override IReadOnlyList<Column> Columns => WorkloadTables.Job;

    public override JsonArray Cells(JsonObject obj, DateTimeOffset now) => WorkloadTables.JobCells(obj, now);

    public override void Default(JsonObject obj) => WorkloadDefaults.Job(obj);

    public override void Validate(JsonObject obj, KindContext context, List<FieldError> errors) =>
        WorkloadRules.Job(obj, errors);

    public override void ValidateUpdate(
        JsonObject obj,
        JsonObject old,
        KindContext context,
        List<FieldError> errors)
    {
        WorkloadRules.SelectorUnchanged(obj, old, errors);
        JobRules.Update(obj, old, errors);
    }

    public override void ValidateStatusUpdate(
        JsonObject obj,
        JsonObject old,
        KindContext context,
        List<FieldError> errors) => JobStatusRules.Validate(obj, old, errors);

    public override bool OrphansDependentsByDefault => true;

    public override IReadOnlyList<string> SelectableFields => ["status.successful"];

    public override string SelectField(JsonObject obj, string field) =>
        ObjectFields.Number(obj["status"] as JsonObject, "succeeded").ToString(CultureInfo.InvariantCulture);

    public override void PrepareForCreate(JsonObject obj, KindContext context)
    {
        base.PrepareForCreate(obj, context);
        WorkloadDefaults.JobSelector(obj);
    }
}
