using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class PriorityClassKind : Kind
{
    private const long HighestUserPriority = 1_000_000_000;

    /// <summary>The two classes that every cluster has.</summary>
    public static IReadOnlyDictionary<string, long> SystemValues { get; } = new Dictionary<string, long>
    {
        ["system-cluster-critical"] = 2_000_000_000,
        ["system-node-critical"] = 2_000_001_000,
    };

    public override ResourceInfo Resource { get; } = new()
    {
        Group = "scheduling.k8s.io",
        Version = "v1",
        Kind = "PriorityClass",
        Plural = "priorityclasses",
        Singular = "priorityclass",
        ListKind = "PriorityClassList",
        ShortNames = ["pc"],
        Namespaced = false,
    };

    public override string TypeName => "io.k8s.api.scheduling.v1.PriorityClass";

    public override bool ManagesGeneration => true;

    public override IReadOnlyList<Column> Columns { get; } =
    [
        StandardColumns.Name,
        new("Value", "integer", "", "How important"),
        new("Global-Default", "boolean", "", "For pods without a class"),
        StandardColumns.Age,
        new("PreemptionPolicy", "string", "", "Whether it preempts"),
    ];

    public override JsonArray Cells(JsonObject obj, DateTimeOffset now) =>
    [
        Name(obj), Number(obj, "value"), Flag(obj, "globalDefault"), StandardColumns.AgeOf(obj, now),
        Text(obj, "preemptionPolicy"),
    ];

    public override void Default(JsonObject obj) =>
        ObjectFields.Default(obj, "preemptionPolicy", "PreemptLowerPriority");

    public override void Validate(JsonObject obj, KindContext context, List<FieldError> errors)
    {
        if (Name(obj).StartsWith("system-", StringComparison.Ordinal))
        {
            if (SystemProblem(obj) is { } problem)
            {
                errors.Add(FieldError.Forbidden(
                    "metadata.name",
                    "priority class names with 'system-' prefix are reserved for system use only. error: " + problem));
            }
        }
        else if (Number(obj, "value") > HighestUserPriority)
        {
            errors.Add(FieldError.Forbidden(
                "value", $"maximum allowed value of a user defined priority is {HighestUserPriority}"));
        }

        ValueRules.Supported(obj, "preemptionPolicy", "", ["PreemptLowerPriority", "Never"], errors);
    }

    public override void ValidateUpdate(
        JsonObject obj,
        JsonObject old,
        KindContext context,
        List<FieldError> errors)
    {
        if (Number(obj, "value") != Number(old, "value"))
        {
            errors.Add(FieldError.Forbidden("value", "may not be changed in an update."));
        }

        ValueRules.Unchanged(obj, old, "preemptionPolicy", "preemptionPolicy", errors);
    }

    private static string? SystemProblem(JsonObject obj)
    {
        var name = Name(obj);
        return !SystemValues.TryGetValue(name, out var value) ? $"{name} is not a known system priority class"
            : Number(obj, "value") != value ? $"value of {name} PriorityClass must be {value}"
            : Flag(obj, "globalDefault") ? $"globalDefault of {name} PriorityClass must be false"
            : null;
    }
}
