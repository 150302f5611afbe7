using System.Globalization;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Wire;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Admission;

/// <summary>One limit of a LimitRange against requests and limits, in the plug-in's words.</summary>
internal static class LimitChecks
{
    public static void All(List<string> problems, JsonObject limit, JsonObject? requests, JsonObject? limits)
    {
        Minimum(problems, limit, requests, limits);
        Maximum(problems, limit, requests, limits);
        Ratio(problems, limit, requests, limits);
    }

    public static void Minimum(List<string> problems, JsonObject limit, JsonObject? requests, JsonObject? limits)
    {
        foreach (var (name, least) in Entries(limit, "min"))
        {
            var words = $"minimum {name} usage per {Text(limit, "type")} is {least}";
            var (request, most) = (Read(requests, name), Read(limits, name));
            if (request is null)
            {
                problems.Add($"{words}.  No request is specified");
            }
            else if (request.CompareTo(least) < 0)
            {
                problems.Add($"{words}, but request is {request}");
            }
            else if (most is not null && most.CompareTo(least) < 0)
            {
                problems.Add($"{words}, but limit is {most}");
            }
        }
    }

    public static void MaximumRequest(List<string> problems, JsonObject limit, JsonObject? requests)
    {
        foreach (var (name, most) in Entries(limit, "max"))
        {
            var words = $"maximum {name} usage per {Text(limit, "type")} is {most}";
            var request = Read(requests, name);
            if (request is null)
            {
                problems.Add($"{words}.  No request is specified");
            }
            else if (request.CompareTo(most) > 0)
            {
                problems.Add($"{words}, but request is {request}");
            }
        }
    }

    private static void Maximum(List<string> problems, JsonObject limit, JsonObject? requests, JsonObject? limits)
    {
        foreach (var (name, most) in Entries(limit, "max"))
        {
            var words = $"maximum {name} usage per {Text(limit, "type")} is {most}";
            var (request, set) = (Read(requests, name), Read(limits, name));
            if (set is null)
            {
                problems.Add($"{words}.  No limit is specified");
            }
            else if (set.CompareTo(most) > 0)
            {
                problems.Add($"{words}, but limit is {set}");
            }
            else if (request is not null && request.CompareTo(most) > 0)
            {
                problems.Add($"{words}, but request is {request}");
            }
        }
    }

    private static void Ratio(List<string> problems, JsonObject limit, JsonObject? requests, JsonObject? limits)
    {
        foreach (var (name, most) in Entries(limit, "maxLimitRequestRatio"))
        {
            var words = $"{name} max limit to request ratio per {Text(limit, "type")} is {most}, but";
            var (request, set) = (Read(requests, name), Read(limits, name));
            if (request is null || request.Sign == 0)
            {
                problems.Add($"{words} no request is specified or request is 0");
            }
            else if (set is null || set.Sign == 0)
            {
                problems.Add($"{words} no limit is specified or limit is 0");
            }
            else if (set.ToDouble() / request.ToDouble() is var ratio && ratio > most.ToDouble())
            {
                problems.Add(string.Create(CultureInfo.InvariantCulture, $"{words} provided ratio is {ratio:F6}"));
            }
        }
    }

    private static IEnumerable<(string Name, Quantity Value)> Entries(JsonObject limit, string field) =>
        (Child(limit, field) ?? []).OrderBy(e => e.Key, StringComparer.Ordinal)
            .Select(e => (e.Key, Quantity.Parse(e.Value?.ToString() ?? "", out _)))
            .Where(e => e.Item2 is not null)
            .Select(e => (e.Key, e.Item2!));

    private static Quantity? Read(JsonObject? from, string name) =>
        from?[name] is { } value ? Quantity.Parse(value.ToString(), out _) : null;
}
