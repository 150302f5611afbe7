using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class ControllerRevisionKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "apps",
        Version = "v1",
        Kind = "ControllerRevision",
        Plural = "controllerrevisions",
        Singular = "controllerrevision",
        ListKind = "ControllerRevisionList",
    };

    public override string TypeName => "io.k8s.api.apps.v1.ControllerRevision";

    public override IReadOnlyList<Column> Columns { get; } =
    [
        StandardColumns.Name,
        new("Controller", "string", "", "Whose revision"),
        new("Revision", "string", "", "Its number"),
        StandardColumns.Age,
    ];

    public override JsonArray Cells(JsonObject obj, DateTimeOffset now)
    {
        var owner = Items(Child(obj, "metadata"), "ownerReferences").Select(o => o.Item).FirstOrDefault(o => Flag(o, "controller"));
        var shown = owner is null
            ? "<none>"
            : $"{Text(owner, "kind").ToLowerInvariant()}.{Text(owner, "apiVersion").Split('/')[0]}/{Text(owner, "name")}";
        return [Name(obj), shown, Number(obj, "revision"), StandardColumns.AgeOf(obj, now)];
    }

    public override void Validate(JsonObject obj, KindContext context, List<FieldError> errors)
    {
        if (obj["data"] is null)
        {
            errors.Add(FieldError.Required("data", "data is mandatory"));
        }

        if (Number(obj, "revision") is < 0 and var revision)
        {
            errors.Add(FieldError.Invalid("revision", revision, "must be greater than or equal to 0"));
        }
    }

    public override void ValidateUpdate(
        JsonObject obj,
        JsonObject old,
        KindContext context,
        List<FieldError> errors) => ValueRules.Unchanged(obj, old, "data", "data", errors);
}
