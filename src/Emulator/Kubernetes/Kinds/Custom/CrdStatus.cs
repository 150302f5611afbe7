using System.Globalization;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds.Custom;

/// <summary>
/// What the naming and establishing controllers do to a CRD, one status write at a time, so that watchers see the same
/// events as on a real server.
/// </summary>
internal static class CrdStatus
{
    public const string CleanupFinalizer = "customresourcecleanup.apiextensions.k8s.io";

    /// <summary>
    /// The CRD with its next status, or null when it is settled. Call after every change of any CRD, for each CRD, and
    /// write what comes back, until nothing does.
    /// </summary>
    public static JsonObject? Next(JsonObject crd, IEnumerable<JsonObject> all, DateTimeOffset now)
    {
        if (crd["metadata"]?["deletionTimestamp"] is not null)
        {
            return null;
        }

        var next = (JsonObject)crd.DeepClone();
        var status = Ensure(next, "status");
        SettleNames(next, status, all, now);
        if (JsonNode.DeepEquals(next, crd) && IsTrue(crd, "NamesAccepted") && !IsTrue(crd, "Established"))
        {
            SetCondition(
                status, "Established", "True", "InitialNamesAccepted", "the initial names have been accepted", now);
        }

        return JsonNode.DeepEquals(next, crd) ? null : next;
    }

    public static bool IsTrue(JsonObject crd, string type) =>
        Condition(Child(crd, "status"), type) is { } c && Text(c, "status") == "True";

    /// <summary>Sets a condition, moving its time only when its status changes.</summary>
    public static void SetCondition(
        JsonObject status,
        string type,
        string value,
        string reason,
        string message,
        DateTimeOffset now)
    {
        var time = now.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        var old = Condition(status, type);
        if (old is not null && Text(old, "status") == value)
        {
            time = Text(old, "lastTransitionTime");
        }

        var fresh = new JsonObject
        {
            ["type"] = type,
            ["status"] = value,
            ["lastTransitionTime"] = time,
            ["reason"] = reason,
            ["message"] = message,
        };
        if (status["conditions"] is not JsonArray list)
        {
            status["conditions"] = list = [];
        }

        if (old is not null)
        {
            list[list.IndexOf(old)] = fresh;
        }
        else
        {
            list.Add(fresh);
        }
    }

    private static JsonObject? Condition(JsonObject? status, string type) =>
        Items(status, "conditions").Select(c => c.Item).FirstOrDefault(c => Text(c, "type") == type);

    private static void SettleNames(
        JsonObject crd,
        JsonObject status,
        IEnumerable<JsonObject> all,
        DateTimeOffset now)
    {
        var spec = Child(crd, "spec");
        var wanted = Child(spec, "names") ?? [];
        var accepted = Child(status, "acceptedNames") ?? [];
        var (resources, kinds) = Taken(all, Text(spec, "group"));
        var names = (JsonObject)accepted.DeepClone();
        (string Reason, string Message)? conflict = null;

        foreach (var (field, used, reason) in ((string, HashSet<string>, string)[])
        [
            ("plural", resources, "PluralConflict"), ("singular", resources, "SingularConflict"),
        ])
        {
            conflict = Claim(field, used, reason) ?? conflict;
        }

        conflict = ClaimShortNames(wanted, accepted, names, resources) ?? conflict;
        conflict = Claim("kind", kinds, "KindConflict") ?? conflict;
        conflict = Claim("listKind", kinds, "ListKindConflict") ?? conflict;
        Keep(names, wanted, "categories");

        var (value, why, text) = conflict is { } c
            ? ("False", c.Reason, c.Message)
            : ("True", "NoConflicts", "no conflicts found");
        status["acceptedNames"] = Ordered(names);
        SetCondition(status, "NamesAccepted", value, why, text, now);
        if (Condition(status, "Established") is not { } established)
        {
            var fresh = value == "True";
            SetCondition(
                status,
                "Established",
                "False",
                fresh ? "Installing" : "NotAccepted",
                fresh ? "the initial names have been accepted" : "not all names are accepted",
                now);
        }
        else if (Text(established, "status") != "True" && value == "True")
        {
            SetCondition(
                status, "Established", "False", "Installing", "the initial names have been accepted", now);
        }

        (string, string)? Claim(string field, HashSet<string> used, string reason)
        {
            var name = Text(wanted, field);
            if (name == Text(accepted, field) || !used.Contains(name))
            {
                names[field] = name;
                return null;
            }

            return (reason, $"{FieldError.Quote(name)} is already in use");
        }
    }

    private static (string, string)? ClaimShortNames(
        JsonObject wanted,
        JsonObject accepted,
        JsonObject names,
        HashSet<string> used)
    {
        var ours = Texts(accepted, "shortNames").ToHashSet(StringComparer.Ordinal);
        var clashes = Texts(wanted, "shortNames").Where(n => !ours.Contains(n) && used.Contains(n)).ToList();
        if (clashes.Count == 0)
        {
            Keep(names, wanted, "shortNames");
            return null;
        }

        var texts = clashes.Select(n => $"{FieldError.Quote(n)} is already in use").ToList();
        return ("ShortNamesConflict", texts.Count == 1 ? texts[0] : $"[{string.Join(", ", texts)}]");
    }

    private static (HashSet<string> Resources, HashSet<string> Kinds) Taken(IEnumerable<JsonObject> all, string group)
    {
        var resources = new HashSet<string>(StringComparer.Ordinal);
        var kinds = new HashSet<string>(StringComparer.Ordinal);
        foreach (var crd in all.Where(c => Text(Child(c, "spec"), "group") == group))
        {
            var names = Child(Child(crd, "status"), "acceptedNames");
            resources.Add(Text(names, "plural"));
            resources.Add(Text(names, "singular"));
            resources.UnionWith(Texts(names, "shortNames"));
            kinds.Add(Text(names, "kind"));
            kinds.Add(Text(names, "listKind"));
        }

        resources.Remove("");
        kinds.Remove("");
        return (resources, kinds);
    }

    private static JsonObject Ordered(JsonObject names)
    {
        var result = new JsonObject { ["plural"] = Text(names, "plural") };
        foreach (var field in (string[])["singular", "shortNames", "kind", "listKind", "categories"])
        {
            if (field == "kind" || (names[field] is { } value && value.ToString().Length > 0))
            {
                result[field] = names[field]?.DeepClone() ?? "";
            }
        }

        return result;
    }
}
