using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Wire;

namespace Eso.Emulator.Kubernetes.Admission;

/// <summary>LimitRanger for containers: defaults of requests and limits, then minimum and maximum.</summary>
/// <remarks>Not emulated: limits of type Pod, ratios, PersistentVolumeClaims.</remarks>
internal sealed class LimitRanger : IAdmissionPlugin
{
    public string Name => "LimitRanger";

    public ValueTask MutateAsync(AdmissionAttributes attributes)
    {
        if (!Concerns(attributes))
        {
            return ValueTask.CompletedTask;
        }

        foreach (var limit in Limits(attributes))
        {
            foreach (var container in Containers(attributes.Object!))
            {
                Fill(container, "limits", limit["default"] as JsonObject);
                Fill(container, "requests", limit["defaultRequest"] as JsonObject);
            }
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask ValidateAsync(AdmissionAttributes attributes)
    {
        if (!Concerns(attributes))
        {
            return ValueTask.CompletedTask;
        }

        var problems = new List<string>();
        foreach (var limit in Limits(attributes))
        {
            foreach (var container in Containers(attributes.Object!))
            {
                Check(problems, limit, container);
            }
        }

        if (problems.Count > 0)
        {
            throw attributes.Forbid(problems.Count == 1 ? problems[0] : $"[{string.Join(", ", problems)}]");
        }

        return ValueTask.CompletedTask;
    }

    private static bool Concerns(AdmissionAttributes attributes) =>
        attributes is { Operation: "CREATE", Subresource: "", Kind.StorageKey: "pods", Object: not null }
        && attributes.Core.Store.Table("limitranges").Current.Count > 0;

    private static List<JsonObject> Limits(AdmissionAttributes attributes) =>
        ObjectReads.InNamespace(attributes.Core.Store.Table("limitranges"), attributes.Namespace)
            .SelectMany(r => ObjectFields.Items(r.Parse()["spec"] as JsonObject, "limits").Select(l => l.Item))
            .Where(l => ObjectFields.Text(l, "type") == "Container")
            .ToList();

    private static IEnumerable<JsonObject> Containers(JsonObject pod)
    {
        var spec = pod["spec"] as JsonObject;
        return ObjectFields.Items(spec, "initContainers").Concat(ObjectFields.Items(spec, "containers")).Select(c => c.Item);
    }

    private static void Fill(JsonObject container, string field, JsonObject? defaults)
    {
        if (defaults is null)
        {
            return;
        }

        var into = ObjectFields.Ensure(ObjectFields.Ensure(container, "resources"), field);
        foreach (var (name, value) in defaults)
        {
            if (into[name] is null)
            {
                into[name] = value?.DeepClone();
            }
        }
    }

    private static void Check(List<string> problems, JsonObject limit, JsonObject container)
    {
        var resources = container["resources"] as JsonObject;
        var limits = resources?["limits"] as JsonObject;
        var requests = resources?["requests"] as JsonObject;
        foreach (var (name, value) in limit["max"] as JsonObject ?? [])
        {
            var most = Text(value);
            if (limits?[name] is null)
            {
                problems.Add($"maximum {name} usage per Container is {most}.  No limit is specified");
            }
            else if (Exceeds(Text(limits[name]), most))
            {
                problems.Add($"maximum {name} usage per Container is {most}, but limit is {Text(limits[name])}");
            }
        }

        foreach (var (name, value) in limit["min"] as JsonObject ?? [])
        {
            var least = Text(value);
            if (requests?[name] is null)
            {
                problems.Add($"minimum {name} usage per Container is {least}.  No request is specified");
            }
            else if (Exceeds(least, Text(requests[name])))
            {
                problems.Add($"minimum {name} usage per Container is {least}, but request is {Text(requests[name])}");
            }
        }
    }

    private static bool Exceeds(string a, string b) =>
        Quantity.Parse(a, out _) is { } x && Quantity.Parse(b, out _) is { } y && x.CompareTo(y) > 0;

    private static string Text(JsonNode? value) => value?.ToString() ?? "";
}
