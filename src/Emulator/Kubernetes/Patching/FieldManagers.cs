using System.Text.Json.Nodes;

namespace Eso.Emulator.Kubernetes.Patching;

/// <summary>Who a managedFields entry belongs to. For Apply the version is not part of the identity.</summary>
internal sealed record FieldManager(string Manager, string Operation, string ApiVersion, string Subresource)
{
    public bool Applied => Operation == "Apply";

    /// <summary>As conflicts name it.</summary>
    public override string ToString()
    {
        var text = Validation.FieldError.Quote(Manager);
        text = Subresource.Length == 0 ? text : $"{text} with subresource {Validation.FieldError.Quote(Subresource)}";
        return Applied ? text : $"{text} using {ApiVersion}";
    }
}

/// <summary>What one manager owns, in which version, since when.</summary>
internal sealed record Ownership(FieldSet Fields, string ApiVersion, string? Time);

/// <summary>The managedFields of an object, decoded.</summary>
internal sealed class FieldManagers
{
    private const int UpdateManagersMax = 10;
    private const string AncientChanges = "ancient-changes";

    public Dictionary<FieldManager, Ownership> Entries { get; } = [];

    public bool IsEmpty => Entries.Count == 0;

    /// <summary>True for the two forms by which a client clears all tracking: <c>[]</c> and <c>[{}]</c>.</summary>
    public static bool IsReset(JsonNode? managedFields) =>
        managedFields is JsonArray { Count: 0 } or JsonArray { Count: 1 } and [JsonObject { Count: 0 }];

    /// <summary>Reads managedFields; null when an entry is not of the right form.</summary>
    public static FieldManagers? Read(JsonNode? managedFields)
    {
        var managers = new FieldManagers();
        foreach (var node in managedFields as JsonArray ?? [])
        {
            var entry = node as JsonObject ?? [];
            var operation = Text(entry, "operation");
            var version = Text(entry, "apiVersion");
            var fields = entry["fieldsV1"] is null ? new FieldSet() : FieldSet.Parse(entry["fieldsV1"]);
            if (operation is not ("Apply" or "Update") || version.Length == 0 || Text(entry, "fieldsType") != "FieldsV1" || fields is null)
            {
                return null;
            }

            var manager = new FieldManager(Text(entry, "manager"), operation, operation == "Apply" ? "" : version, Text(entry, "subresource"));
            managers.Entries[manager] = new Ownership(fields, version, entry["time"] is null ? null : Text(entry, "time"));
        }

        return managers;
    }

    /// <summary>The entries as they are stored: Apply first, then by time, manager, version and subresource.</summary>
    public JsonArray Write()
    {
        if (Entries.Count == 1)
        {
            var (only, its) = Entries.First();
            return [Write(only, its)];
        }

        // No two are alike in all of it: a sort that is not stable will do.
        var entries = Entries.ToArray();
        Array.Sort(entries, Order);
        var list = new JsonArray();
        foreach (var (manager, owned) in entries)
        {
            list.Add((JsonNode)Write(manager, owned));
        }

        return list;
    }

    /// <summary>Keeps at most ten Update managers: the oldest of one version become one.</summary>
    public void Cap()
    {
        if (Entries.Count <= UpdateManagersMax)
        {
            return;
        }

        var updaters = Entries.Where(e => !e.Key.Applied)
            .OrderBy(e => e.Value.Time ?? "", StringComparer.Ordinal).ThenBy(e => e.Key.Manager, StringComparer.Ordinal)
            .Select(e => e.Key).ToList();
        var first = new Dictionary<string, FieldManager>(StringComparer.Ordinal);
        var count = updaters.Count;
        foreach (var manager in updaters)
        {
            if (count <= UpdateManagersMax)
            {
                return;
            }

            var owned = Entries[manager];
            if (!first.TryGetValue(owned.ApiVersion, out var earlier))
            {
                first[owned.ApiVersion] = manager;
                continue;
            }

            var bucket = new FieldManager(AncientChanges, "Update", owned.ApiVersion, "");
            if (!Entries.ContainsKey(bucket) && Entries.Remove(earlier, out var moved))
            {
                Entries[bucket] = moved;
            }

            Entries[bucket] = new Ownership(owned.Fields.Union(Entries[bucket].Fields), owned.ApiVersion, owned.Time);
            Entries.Remove(manager);
            count--;
        }
    }

    /// <summary>Drops managers that own nothing.</summary>
    public void DropEmpty()
    {
        // A removal leaves the enumerator valid.
        foreach (var (manager, owned) in Entries)
        {
            if (owned.Fields.IsEmpty)
            {
                Entries.Remove(manager);
            }
        }
    }

    private static int Order(KeyValuePair<FieldManager, Ownership> a, KeyValuePair<FieldManager, Ownership> b) =>
        (string.CompareOrdinal(a.Key.Operation, b.Key.Operation),
            string.CompareOrdinal(a.Value.Time ?? "", b.Value.Time ?? ""),
            string.CompareOrdinal(a.Key.Manager, b.Key.Manager),
            string.CompareOrdinal(a.Value.ApiVersion, b.Value.ApiVersion)) switch
        {
            (not 0 and var operation, _, _, _) => operation,
            (_, not 0 and var time, _, _) => time,
            (_, _, not 0 and var manager, _) => manager,
            (_, _, _, not 0 and var version) => version,
            _ => string.CompareOrdinal(a.Key.Subresource, b.Key.Subresource),
        };

    private static JsonObject Write(FieldManager manager, Ownership owned)
    {
        var entry = new JsonObject { ["manager"] = manager.Manager, ["operation"] = manager.Operation, ["apiVersion"] = owned.ApiVersion };
        if (owned.Time is not null)
        {
            entry["time"] = owned.Time;
        }

        entry["fieldsType"] = "FieldsV1";
        entry["fieldsV1"] = owned.Fields.ToJson();
        if (manager.Subresource.Length > 0)
        {
            entry["subresource"] = manager.Subresource;
        }

        return entry;
    }

    private static string Text(JsonObject entry, string name) =>
        entry[name] is JsonValue v && v.TryGetValue<string>(out var text) ? text : "";
}
