using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds.Pods;
using Eso.Emulator.Kubernetes.Patching;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class RuntimeClassKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "node.k8s.io",
        Version = "v1",
        Kind = "RuntimeClass",
        Plural = "runtimeclasses",
        Singular = "runtimeclass",
        ListKind = "RuntimeClassList",
        Namespaced = false,
    };

    public override string TypeName => "io.k8s.api.node.v1.RuntimeClass";

    public override bool AllowUnconditionalUpdate => false;

    public override bool AllowCreateOnUpdate => true;

    public override IReadOnlyList<Column> Columns { get; } =
    [
        StandardColumns.Name,
        new("Handler", "string", "", "What runs its containers"),
        StandardColumns.Age,
    ];

    public override JsonArray Cells(JsonObject obj, DateTimeOffset now) =>
        [Name(obj), Text(obj, "handler"), StandardColumns.AgeOf(obj, now)];

    public override void Validate(JsonObject obj, KindContext context, List<FieldError> errors)
    {
        ObjectMeta.AddAll(errors, "handler", Text(obj, "handler"), Names.Label(Text(obj, "handler")));
        if (Child(Child(obj, "overhead"), "podFixed") is { } fixedPart)
        {
            ResourceRules.Validate(new JsonObject { ["limits"] = fixedPart.DeepClone() }, "overhead", errors);
        }

        var scheduling = Child(obj, "scheduling");
        ObjectMeta.Labels(Child(scheduling, "nodeSelector"), "scheduling.nodeSelector", errors);
        var seen = new List<JsonObject>();
        foreach (var (i, toleration) in Items(scheduling, "tolerations"))
        {
            // The path repeats the word, as the real server's does.
            SchedulingRules.Toleration(toleration, $"scheduling.tolerations.tolerations[{i}]", errors);
            if (seen.Exists(s => SameJson.Equal(s, toleration)))
            {
                errors.Add(FieldError.Duplicate($"scheduling.tolerations[{i}]", SchedulingRules.Shown(toleration)));
            }

            seen.Add(toleration);
        }
    }

    public override void ValidateUpdate(
        JsonObject obj,
        JsonObject old,
        KindContext context,
        List<FieldError> errors) => ValueRules.Unchanged(obj, old, "handler", "handler", errors);
}
