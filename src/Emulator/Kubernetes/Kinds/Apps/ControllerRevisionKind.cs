using System.Text.Json.Nodes;
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
}
