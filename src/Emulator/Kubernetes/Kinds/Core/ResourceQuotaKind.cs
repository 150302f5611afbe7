using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class ResourceQuotaKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "",
        Version = "v1",
        Kind = "ResourceQuota",
        Plural = "resourcequotas",
        Singular = "resourcequota",
        ListKind = "ResourceQuotaList",
        ShortNames = ["quota"],
    };

    public override string TypeName => "io.k8s.api.core.v1.ResourceQuota";

    public override IReadOnlyList<Subresource> Subresources { get; } =
    [
        Subresource.Status,
    ];

    public override bool DeleteReturnsObject => true;

    public override IReadOnlyList<Column> Columns { get; } =
    [
        StandardColumns.Name,
        new("Request", "string", "", "Used and allowed requests and counts"),
        new("Limit", "string", "", "Used and allowed limits"),
        StandardColumns.Age,
    ];

    public override JsonArray Cells(JsonObject obj, DateTimeOffset now) =>
    [
        Name(obj), QuotaTable.Used(obj, limits: false), QuotaTable.Used(obj, limits: true),
        StandardColumns.AgeOf(obj, now),
    ];

    public override void Default(JsonObject obj) => ObjectFields.Default(obj, "status", new JsonObject());

    public override void Validate(JsonObject obj, KindContext context, List<FieldError> errors) =>
        QuotaRules.Validate(obj, errors);

    public override void ValidateUpdate(JsonObject obj, JsonObject old, KindContext context, List<FieldError> errors) =>
        QuotaRules.Update(obj, old, errors);

    public override void ValidateStatusUpdate(JsonObject obj, JsonObject old, KindContext context, List<FieldError> errors) =>
        QuotaRules.Validate(obj, errors);
}
