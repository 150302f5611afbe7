using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;
using Eso.Emulator.Kubernetes.Wire;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds.Custom;

/// <summary>The <c>/scale</c> of a custom resource, over the CRD's three paths.</summary>
internal sealed class CustomScale
{
    private readonly string[] specPath;
    private readonly string[] statusPath;
    private readonly string[]? selectorPath;

    private CustomScale(JsonObject scale)
    {
        specPath = Split(Text(scale, "specReplicasPath"));
        statusPath = Split(Text(scale, "statusReplicasPath"));
        selectorPath = Text(scale, "labelSelectorPath") is { Length: > 0 } labels ? Split(labels) : null;
    }

    private static string[] Split(string path) => path.Split('.', StringSplitOptions.RemoveEmptyEntries);

    public static CustomScale? From(JsonObject version) =>
        version["subresources"]?["scale"] is JsonObject scale ? new CustomScale(scale) : null;

    /// <summary>Why the object cannot be shown as a Scale; null when it can.</summary>
    public string? Problem(JsonObject obj) => At(obj, specPath) is JsonValue
        ? null
        : $"the spec replicas field \".{string.Join('.', specPath)}\" does not exist";

    /// <summary>Counts below zero, beyond int32 or none at all, which the main resource refuses too.</summary>
    public IEnumerable<FieldError> Check(JsonObject obj, bool onlyStatus)
    {
        var errors = new List<FieldError>();
        if (!onlyStatus)
        {
            Count(obj, specPath, errors);
        }

        Count(obj, statusPath, errors);
        if (selectorPath is not null && Nested(obj, selectorPath, "string", out _) is { } problem)
        {
            errors.Add(FieldError.Invalid(Path(selectorPath), "", problem));
        }

        return errors;
    }

    private static void Count(JsonObject obj, string[] path, List<FieldError> errors)
    {
        if (Nested(obj, path, "int64", out var value) is { } problem)
        {
            errors.Add(FieldError.Invalid(Path(path), 0, problem));
        }
        else if (GoNumbers.TryInt64(value, out var count) && count is < 0 or > int.MaxValue)
        {
            errors.Add(FieldError.Invalid(
                Path(path),
                count,
                count < 0 ? "should be a non-negative integer" : $"should be less than or equal to {int.MaxValue}"));
        }
    }

    private static string Path(IEnumerable<string> path) => "." + string.Join('.', path);

    /// <summary>Follows a path as apimachinery's NestedInt64 and NestedString do: the problem in their words.</summary>
    private static string? Nested(JsonObject obj, string[] path, string wanted, out JsonNode? value)
    {
        value = obj;
        for (var i = 0; i < path.Length; i++)
        {
            if (value is null)
            {
                return null;
            }

            if (value is not JsonObject map)
            {
                return Accessor(path[..(i + 1)], value, "map[string]interface{}");
            }

            if (!map.TryGetPropertyValue(path[i], out value))
            {
                value = null;
                return null;
            }
        }

        var found = GoText.TypeName(value);
        if (found == wanted)
        {
            return null;
        }

        var problem = Accessor(path, value, wanted);
        value = null;
        return problem;
    }

    private static string Accessor(IEnumerable<string> path, JsonNode? value, string wanted) =>
        $"{Path(path)} accessor error: {GoText.Format(value)} is of the type {GoText.TypeName(value)}, expected {wanted}";

    public JsonObject Get(JsonObject obj)
    {
        var view = ScaleView.Frame(obj);
        var replicas = Read(obj, specPath);
        view["spec"] = replicas == 0 ? [] : new JsonObject { ["replicas"] = replicas };
        var now = new JsonObject { ["replicas"] = Read(obj, statusPath) };
        if (selectorPath is not null && At(obj, selectorPath) is JsonValue labels && labels.TryGetValue<string>(out var text) && text.Length > 0)
        {
            now["selector"] = text;
        }

        view["status"] = now;
        return view;
    }

    public void Set(JsonObject obj, JsonObject wanted)
    {
        var at = obj;
        foreach (var part in specPath[..^1])
        {
            at = Ensure(at, part);
        }

        at[specPath[^1]] = Number(Child(wanted, "spec"), "replicas");
    }

    // The paths are names with dots between: a CRD with any other is refused.
    private static JsonNode? At(JsonNode obj, string[] path) =>
        path.Aggregate((JsonNode?)obj, static (at, name) => (at as JsonObject)?[name]);

    private static long Read(JsonObject obj, string[] path) =>
        At(obj, path) is JsonValue value ? Number(new JsonObject { ["n"] = value.DeepClone() }, "n") : 0;
}
