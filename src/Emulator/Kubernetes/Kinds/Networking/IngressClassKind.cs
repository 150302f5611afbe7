using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds.Networking;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class IngressClassKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "networking.k8s.io",
        Version = "v1",
        Kind = "IngressClass",
        Plural = "ingressclasses",
        Singular = "ingressclass",
        ListKind = "IngressClassList",
        Namespaced = false,
    };

    public override string TypeName => "io.k8s.api.networking.v1.IngressClass";

    public override bool ManagesGeneration => true;

    public override IReadOnlyList<Column> Columns { get; } =
    [
        StandardColumns.Name,
        new("Controller", "string", "", "Who implements it"),
        new("Parameters", "string", "", "Its parameters"),
        StandardColumns.Age,
    ];

    public override JsonArray Cells(JsonObject obj, DateTimeOffset now)
    {
        var spec = Child(obj, "spec");
        var p = Child(spec, "parameters");
        var group = Text(p, "apiGroup");
        return
        [
            Name(obj), Text(spec, "controller"),
            p is null ? "<none>" : $"{Text(p, "kind")}{(group.Length > 0 ? "." + group : "")}/{Text(p, "name")}",
            StandardColumns.AgeOf(obj, now),
        ];
    }

    public override void Default(JsonObject obj)
    {
        if (ObjectFields.Child(ObjectFields.Child(obj, "spec"), "parameters") is { } parameters)
        {
            ObjectFields.Default(parameters, "scope", "Cluster");
        }
    }

    public override void Validate(JsonObject obj, KindContext context, List<FieldError> errors) =>
        IngressClassRules.Validate(obj, errors);

    public override void ValidateUpdate(
        JsonObject obj,
        JsonObject old,
        KindContext context,
        List<FieldError> errors) => ValueRules.Unchanged(
            obj["spec"] as JsonObject, old["spec"] as JsonObject, "controller", "spec.controller", errors);
}
