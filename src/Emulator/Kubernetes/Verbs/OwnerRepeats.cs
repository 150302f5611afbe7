using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Patching;

namespace Eso.Emulator.Kubernetes.Verbs;

/// <summary>Owner references written twice: all but the first of equal ones are dropped, with a warning.</summary>
internal static class OwnerRepeats
{
    /// <summary>Drops the repeats in a body that a client sent whole; patches are seen only as admitted.</summary>
    public static void DropSent(JsonObject obj, List<string> warnings) => Drop(obj, warnings, "duplicate entries");

    /// <summary>Drops the repeats that are there once mutating admission has had its say.</summary>
    public static void DropAdmitted(JsonObject obj, List<string> warnings) =>
        Drop(obj, warnings, "duplicate entries after mutating admission happens");

    private static void Drop(JsonObject obj, List<string> warnings, string what)
    {
        if (ObjectFields.Child(obj, "metadata")?["ownerReferences"] is not JsonArray { Count: > 1 } owners)
        {
            return;
        }

        var repeats = new List<string>();
        var kept = new List<JsonNode?>(owners.Count);
        var known = new Dictionary<(string Uid, string, string, string), List<JsonNode?>>();
        foreach (var owner in owners)
        {
            // Only what is about the same object can be equal, and of that there are but a few forms.
            var fields = owner as JsonObject;
            var about = (
                ObjectFields.Text(fields, "uid"),
                ObjectFields.Text(fields, "name"),
                ObjectFields.Text(fields, "kind"),
                ObjectFields.Text(fields, "apiVersion"));
            var alike = known.TryGetValue(about, out var found) ? found : known[about] = [];
            if (alike.Exists(o => SameJson.Equal(o, owner)))
            {
                repeats.Add(about.Item1);
                continue;
            }

            alike.Add(owner);
            kept.Add(owner);
        }

        if (repeats.Count > 0)
        {
            owners.Clear();
            kept.ForEach(owners.Add);
            warnings.Add($".metadata.ownerReferences contains {what}; API server dedups owner references in 1.20+, and may "
                + "reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: "
                + string.Join(", ", repeats));
        }
    }
}
