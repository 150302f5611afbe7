using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Tables;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds.Custom;

/// <summary>The <c>/scale</c> of a custom resource, over the CRD's three paths.</summary>
internal sealed class CustomScale
{
    private readonly string[] specPath;
    private readonly JsonPath? spec;
    private readonly JsonPath? status;
    private readonly JsonPath? selector;

    private CustomScale(JsonObject scale)
    {
        specPath = Text(scale, "specReplicasPath").Split('.', StringSplitOptions.RemoveEmptyEntries);
        JsonPath.TryParse(Text(scale, "specReplicasPath"), out spec);
        JsonPath.TryParse(Text(scale, "statusReplicasPath"), out status);
        if (Text(scale, "labelSelectorPath") is { Length: > 0 } path)
        {
            JsonPath.TryParse(path, out selector);
        }
    }

    public static CustomScale? From(JsonObject version) =>
        version["subresources"]?["scale"] is JsonObject scale ? new CustomScale(scale) : null;

    /// <summary>Why the object cannot be shown as a Scale; null when it can.</summary>
    public string? Problem(JsonObject obj) => spec?.Find(obj) is [JsonValue, ..]
        ? null
        : $"the spec replicas field \".{string.Join('.', specPath)}\" does not exist";

    /// <summary>Counts below zero or beyond int32, which the main resource refuses too.</summary>
    public IEnumerable<FieldError> Check(JsonObject obj)
    {
        var replicas = Read(spec, obj);
        var path = $".{string.Join('.', specPath)}";
        if (replicas < 0)
        {
            yield return FieldError.Invalid(path, replicas, "should be a non-negative integer");
        }
        else if (replicas > int.MaxValue)
        {
            yield return FieldError.Invalid(path, replicas, $"should be less than or equal to {int.MaxValue}");
        }
    }

    public JsonObject Get(JsonObject obj)
    {
        var view = ScaleView.Frame(obj);
        var replicas = Read(spec, obj);
        view["spec"] = replicas == 0 ? [] : new JsonObject { ["replicas"] = replicas };
        var now = new JsonObject { ["replicas"] = Read(status, obj) };
        if (selector?.Find(obj) is [JsonValue labels, ..] && labels.TryGetValue<string>(out var text) && text.Length > 0)
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

    private static long Read(JsonPath? path, JsonObject obj) =>
        path?.Find(obj) is [JsonValue value, ..] ? Number(new JsonObject { ["n"] = value.DeepClone() }, "n") : 0;
}
