using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Admission;
using Eso.Emulator.Kubernetes.Validation;
using Eso.Emulator.Kubernetes.Wire;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds.Pods;

/// <summary>Resources of a Pod as a whole: processor, memory and huge pages, at least what its containers ask for.</summary>
internal static class PodLevelResources
{
    private static readonly string[] Supported = ["cpu", "hugepages-", "memory"];

    public static void Validate(JsonObject? spec, string path, List<FieldError> errors)
    {
        if (Child(spec, "resources") is not { } resources)
        {
            return;
        }

        var at = $"{path}.resources";
        if (Text(Child(spec, "os"), "name") == "windows")
        {
            errors.Add(FieldError.Forbidden(at, "may not be set for a windows pod"));
            return;
        }

        if (Items(resources, "claims").Any())
        {
            errors.Add(FieldError.Forbidden($"{at}.claims", "claims may not be set for Resources at pod-level"));
        }

        foreach (var part in (string[])["limits", "requests"])
        {
            foreach (var name in (Child(resources, part) ?? []).Select(p => p.Key).Where(n => !IsSupported(n)))
            {
                errors.Add(FieldError.NotSupported($"{at}.{part}[{name}]", name, Supported));
            }
        }

        ResourceRules.Amounts(resources, at, errors);
        Together(spec!, resources, at, errors);
    }

    /// <summary>Requests that are not told: the containers' own together, else the limits.</summary>
    public static void Default(JsonObject spec)
    {
        if (Child(spec, "resources") is not { } resources || Child(resources, "limits") is not { Count: > 0 } limits)
        {
            return;
        }

        var requests = Child(resources, "requests") ?? [];
        var told = requests.Count;
        foreach (var (name, value) in Containers(spec, "requests").Where(p => p.Key is "cpu" or "memory"))
        {
            requests[name] ??= value?.DeepClone();
        }

        foreach (var (name, value) in limits.Where(p => IsSupported(p.Key)))
        {
            requests[name] ??= value?.DeepClone();
        }

        if (requests.Count > told && requests.Parent is null)
        {
            resources["requests"] = requests;
        }
    }

    /// <summary>The Pod's class when it is told as a whole; null: its containers tell.</summary>
    public static string? QosClass(JsonObject? spec)
    {
        if (Child(spec, "resources") is not { } resources)
        {
            return null;
        }

        string[] names = ["cpu", "memory"];
        string Amount(string part, string name) =>
            Quantity.Parse(Text(Child(resources, part), name), out _) is { Sign: > 0 } told ? told.ToString() : "";
        return names.All(n => Amount("requests", n).Length == 0 && Amount("limits", n).Length == 0) ? "BestEffort"
            : names.All(n => Amount("limits", n) is { Length: > 0 } limit && Amount("requests", n) == limit) ? "Guaranteed"
            : "Burstable";
    }

    private static void Together(JsonObject spec, JsonObject resources, string at, List<FieldError> errors)
    {
        foreach (var (name, asked) in Containers(spec, "requests"))
        {
            AtLeast(resources, "requests", name, asked, at, errors);
        }

        foreach (var (name, limit) in Containers(spec, "limits").Where(p => p.Key.StartsWith("hugepages-", StringComparison.Ordinal)))
        {
            AtLeast(resources, "limits", name, limit, at, errors);
        }

        foreach (var (i, container) in Items(spec, "containers"))
        {
            foreach (var (name, value) in Child(Child(container, "resources"), "limits") ?? [])
            {
                if (ResourceRules.Read(Child(resources, "limits")?[name]) is { } most
                    && ResourceRules.Read(value) is { } own && own.CompareTo(most) > 0)
                {
                    errors.Add(FieldError.Invalid(
                        $"{at}.containers[{i}][{name}].limits",
                        own.ToString(),
                        $"must be less than or equal to pod limits of {most}"));
                }
            }
        }
    }

    private static void AtLeast(
        JsonObject resources, string part, string name, JsonNode? sum, string at, List<FieldError> errors)
    {
        if (ResourceRules.Read(Child(resources, part)?[name]) is { } told
            && ResourceRules.Read(sum) is { } together && together.CompareTo(told) > 0)
        {
            errors.Add(FieldError.Invalid(
                $"{at}.{part}[{name}]",
                told.ToString(),
                $"must be greater than or equal to aggregate container {part} of {together}"));
        }
    }

    /// <summary>What the containers ask for together, whatever the Pod says of itself.</summary>
    private static JsonObject Containers(JsonObject spec, string part)
    {
        var own = new JsonObject
        {
            ["containers"] = spec["containers"]?.DeepClone(),
            ["initContainers"] = spec["initContainers"]?.DeepClone(),
        };
        return PodResources.Of(new JsonObject { ["spec"] = own }, part);
    }

    private static bool IsSupported(string name) =>
        name is "cpu" or "memory" || name.StartsWith("hugepages-", StringComparison.Ordinal);
}
