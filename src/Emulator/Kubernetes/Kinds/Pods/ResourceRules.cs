using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;
using Eso.Emulator.Kubernetes.Wire;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds.Pods;

/// <summary>Names and amounts of resources: of containers, quotas and limit ranges.</summary>
internal static class ResourceRules
{
    private const string AtLeastZero = "must be greater than or equal to 0";
    private static readonly HashSet<string> OfContainers = ["cpu", "memory", "ephemeral-storage"];

    private static readonly HashSet<string> Standard =
    [
        "cpu", "memory", "ephemeral-storage", "requests.cpu", "requests.memory", "requests.ephemeral-storage", "limits.cpu",
        "limits.memory", "limits.ephemeral-storage", "pods", "resourcequotas", "services", "replicationcontrollers",
        "secrets", "configmaps", "persistentvolumeclaims", "storage", "requests.storage", "services.nodeports",
        "services.loadbalancers",
    ];

    private static readonly HashSet<string> Whole =
    [
        "pods", "resourcequotas", "services", "replicationcontrollers", "secrets", "configmaps", "persistentvolumeclaims",
        "services.nodeports", "services.loadbalancers",
    ];

    public static void Validate(JsonObject? resources, string path, List<FieldError> errors)
    {
        foreach (var part in (string[])["limits", "requests"])
        {
            foreach (var (name, _) in Child(resources, part) ?? [])
            {
                ContainerName(name, $"{path}.{part}[{name}]", errors);
            }
        }

        Amounts(resources, path, errors);
    }

    /// <summary>Amounts, and requests within limits, whatever they are of.</summary>
    public static void Amounts(JsonObject? resources, string path, List<FieldError> errors)
    {
        var limits = Child(resources, "limits");
        foreach (var (name, value) in limits ?? [])
        {
            Amount(name, value, $"{path}.limits[{name}]", errors);
        }

        foreach (var (name, value) in Child(resources, "requests") ?? [])
        {
            Amount(name, value, $"{path}.requests[{name}]", errors);
            Compare(name, Read(value), limits?[name] is { } limit ? Read(limit) : null, path, errors);
        }

        HugePages(limits, Child(resources, "requests"), path, errors);
    }

    /// <summary>Whole pages only, and not without processor or memory.</summary>
    private static void HugePages(JsonObject? limits, JsonObject? requests, string path, List<FieldError> errors)
    {
        var any = false;
        foreach (var (part, amounts) in ((string, JsonObject?)[])[("limits", limits), ("requests", requests)])
        {
            foreach (var (name, value) in (amounts ?? []).Where(p => p.Key.StartsWith("hugepages-", StringComparison.Ordinal)))
            {
                any = true;
                var page = Quantity.Parse(name["hugepages-".Length..], out _)?.Value() ?? 0;
                if (Read(value) is { } amount && (page <= 0 || amount.Sign <= 0 || amount.Value() % page != 0))
                {
                    errors.Add(FieldError.Invalid(
                        $"{path}.{part}[{name}]", amount.ToString(), $"{amount} is not positive integer multiple of {name}"));
                }
            }
        }

        if (any && !((string[])["cpu", "memory"]).Any(n => limits?[n] is not null || requests?[n] is not null))
        {
            errors.Add(FieldError.Forbidden(path, "HugePages require cpu or memory"));
        }
    }

    /// <summary>A name as every resource may have it; the words say which kinds of names are standard here.</summary>
    public static void Name(string name, string path, List<FieldError> errors)
    {
        var problems = Names.Qualified(name).ToList();
        ObjectMeta.AddAll(errors, path, name, problems);
        if (problems.Count == 0 && !name.Contains('/') && !Standard.Contains(name)
            && !IsHugePages(name))
        {
            errors.Add(FieldError.Invalid(path, name, "must be a standard resource type or fully qualified"));
        }
    }

    /// <summary>A name that a quota may hold.</summary>
    public static void QuotaName(string name, string path, List<FieldError> errors)
    {
        Name(name, path, errors);
        var known = Standard.Contains(name) && name != "storage";
        if (!name.Contains('/') && !known && !IsHugePages(name))
        {
            errors.Add(FieldError.Invalid(path, name, "must be a standard resource for quota"));
        }
    }

    /// <summary>A name in a LimitRange: under Container only what containers have.</summary>
    public static void LimitName(string type, string name, string path, List<FieldError> errors)
    {
        if (type == "Container")
        {
            ContainerName(name, path, errors);
        }
        else
        {
            Name(name, path, errors);
        }
    }

    public static void Amount(string name, JsonNode? value, string path, List<FieldError> errors)
    {
        if (Read(value) is not { } amount)
        {
            return;
        }

        if (amount.Sign < 0)
        {
            errors.Add(FieldError.Invalid(path, amount.ToString(), AtLeastZero));
        }

        if ((Whole.Contains(name) || (name.Contains('/') && !name.Contains("kubernetes.io/", StringComparison.Ordinal)))
            && amount.MilliValue() % 1000 != 0)
        {
            errors.Add(FieldError.Invalid(path, amount.ToString(), "must be an integer"));
        }
    }

    public static Quantity? Read(JsonNode? value) => Quantity.Parse(value?.ToString() ?? "", out _);

    private static void ContainerName(string name, string path, List<FieldError> errors)
    {
        Name(name, path, errors);
        if (!name.Contains('/') && !OfContainers.Contains(name) && !IsHugePages(name))
        {
            errors.Add(FieldError.Invalid(path, name, "must be a standard resource for containers"));
        }
    }

    private static void Compare(string name, Quantity? request, Quantity? limit, string path, List<FieldError> errors)
    {
        var native = !name.Contains('/') || name.Contains("kubernetes.io/", StringComparison.Ordinal);
        var flexible = native && !IsHugePages(name);
        if (request is not null && limit is not null)
        {
            if (!flexible && request.CompareTo(limit) != 0)
            {
                errors.Add(FieldError.Invalid($"{path}.requests", request.ToString(), $"must be equal to {name} limit of {limit}"));
            }
            else if (request.CompareTo(limit) > 0)
            {
                errors.Add(FieldError.Invalid(
                    $"{path}.requests", request.ToString(), $"must be less than or equal to {name} limit of {limit}"));
            }
        }
        else if (request is not null && !flexible)
        {
            errors.Add(FieldError.Required($"{path}.limits", "Limit must be set for non overcommitable resources"));
        }
    }

    private static bool IsHugePages(string name) =>
        name.StartsWith("hugepages-", StringComparison.Ordinal) || name.StartsWith("requests.hugepages-", StringComparison.Ordinal);
}
