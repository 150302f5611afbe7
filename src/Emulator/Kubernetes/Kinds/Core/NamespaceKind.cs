using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class NamespaceKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "",
        Version = "v1",
        Kind = "Namespace",
        Plural = "namespaces",
        Singular = "namespace",
        ListKind = "NamespaceList",
        ShortNames = ["ns"],
        Namespaced = false,
        Verbs = ["create", "delete", "get", "list", "patch", "update", "watch"],
    };

    public override string TypeName => "io.k8s.api.core.v1.Namespace";

    public override IReadOnlyList<Subresource> Subresources { get; } =
    [
        new("finalize", "update"),
        Subresource.Status,
    ];

    public override bool DeleteReturnsObject => true;

    public override NameRule NameRule => NameRule.DnsLabel;

    public override IReadOnlyList<Column> Columns { get; } =
    [
        StandardColumns.Name,
        new("Status", "string", "", "The status of the namespace"),
        StandardColumns.Age,
    ];

    public override IReadOnlyList<string> SelectableFields => ["status.phase"];

    public override string SelectField(JsonObject obj, string field) => Text(Child(obj, "status"), "phase");

    public override JsonArray Cells(JsonObject obj, DateTimeOffset now) =>
        [Name(obj), Text(Child(obj, "status"), "phase"), StandardColumns.AgeOf(obj, now)];

    public override void Default(JsonObject obj)
    {
        if (Name(obj) is { Length: > 0 } name)
        {
            Ensure(Ensure(obj, "metadata"), "labels")["kubernetes.io/metadata.name"] = name;
        }
    }

    public override void PrepareForCreate(JsonObject obj, KindContext context)
    {
        // The name may have been made up after decoding.
        Default(obj);
        var finalizers = Texts(Child(obj, "spec"), "finalizers").Where(f => f.Length > 0).ToList();
        if (!finalizers.Contains("kubernetes"))
        {
            finalizers.Add("kubernetes");
        }

        obj["spec"] = new JsonObject
        {
            ["finalizers"] = new JsonArray([.. finalizers.Select(f => (JsonNode)f)]),
        };
        obj["status"] = new JsonObject { ["phase"] = "Active" };
    }

    public override void PrepareForUpdate(JsonObject obj, JsonObject old, KindContext context)
    {
        Keep(obj, old, "spec");
        Keep(obj, old, "status");
    }

    public override void Validate(JsonObject obj, KindContext context, List<FieldError> errors)
    {
        var finalizers = Texts(Child(obj, "spec"), "finalizers").ToList();
        var isNew = context.Read("namespaces", "", Name(obj)) is null;
        for (var i = 0; i < finalizers.Count; i++)
        {
            var path = isNew ? "spec.finalizers" : $"spec.finalizers[{i}]";
            ObjectMeta.Finalizer(finalizers[i], path, path, errors, both: true);
        }
    }

    public override void ValidateStatusUpdate(
        JsonObject obj,
        JsonObject old,
        KindContext context,
        List<FieldError> errors)
    {
        var phase = Text(Child(obj, "status"), "phase");
        var dying = obj["metadata"]?["deletionTimestamp"] is not null;
        if (!dying && phase != "Active")
        {
            errors.Add(FieldError.Invalid(
                "status.Phase", phase, "may only be 'Active' if `deletionTimestamp` is empty"));
        }
        else if (dying && phase != "Terminating")
        {
            errors.Add(FieldError.Invalid(
                "status.Phase", phase, "may only be 'Terminating' if `deletionTimestamp` is not empty"));
        }
    }

    public override bool MarkDeleted(JsonObject obj, KindContext context)
    {
        Ensure(obj, "metadata")["deletionTimestamp"] = StandardColumns.Timestamp(context.Now);
        Ensure(obj, "status")["phase"] = "Terminating";
        return true;
    }
}
