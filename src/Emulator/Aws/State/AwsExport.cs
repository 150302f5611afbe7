using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.State;

/// <summary>
/// The state as people read it: account, region, kind of thing, name. The same entries as a snapshot's, and turned into
/// one to come back.
/// </summary>
internal static class AwsExport
{
    /// <summary>Stands in place of a value that was not asked for.</summary>
    public const string Mask = "***";

    private const string Global = "global";
    private const string AllAccounts = "all";

    /// <summary>Everything there is. Under the world's gate.</summary>
    public static JsonObject Write(AwsWorld world, bool values)
    {
        var accounts = new JsonObject();
        foreach (var (type, account, region, state) in world.Everything())
        {
            if (state is not DurableState durable)
            {
                continue;
            }

            foreach (var key in durable.Keys.Order(StringComparer.Ordinal))
            {
                if (durable.Save(key) is { } entry)
                {
                    if (!values)
                    {
                        MaskMembers(entry, durable.Confidential);
                    }

                    var regions = Child(accounts, account.Length == 0 ? AllAccounts : account);
                    var titles = Child(regions, region.Length == 0 ? Global : region);
                    Child(titles, AwsStateStore.TitleOf(type))[key] = entry;
                }
            }
        }

        return accounts;
    }

    /// <summary>The snapshot that an export tells.</summary>
    /// <exception cref="FormatException">It is no export.</exception>
    public static JsonObject ToSnapshot(JsonObject export)
    {
        var entries = new JsonArray();
        foreach (var (account, region) in Children(export, "aws"))
        {
            foreach (var (regionName, titles) in Children(region, account))
            {
                foreach (var (title, things) in Children(titles, regionName))
                {
                    var type = AwsStateStore.TypeOf(title)
                        ?? throw new FormatException(
                            $"unknown kind of state '{title}' in account {account}, {regionName}");
                    var scope = $"{type.Name}|{(account == AllAccounts ? "" : account)}"
                        + $"|{(regionName == Global ? "" : regionName)}";
                    foreach (var (key, entry) in Children(things, title))
                    {
                        entries.Add(new JsonObject
                        {
                            ["scope"] = scope,
                            ["key"] = key,
                            ["entry"] = entry.DeepClone(),
                        });
                    }
                }
            }
        }

        return new JsonObject { ["version"] = 1, ["entries"] = entries };
    }

    /// <summary>Hides every member of these names, at any depth.</summary>
    public static void MaskMembers(JsonNode? node, IReadOnlyList<string> names)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (name, value) in members.ToArray())
                {
                    if (names.Contains(name, StringComparer.Ordinal) && value is JsonValue)
                    {
                        members[name] = Mask;
                    }
                    else
                    {
                        MaskMembers(value, names);
                    }
                }

                break;
            case JsonArray items:
                foreach (var item in items)
                {
                    MaskMembers(item, names);
                }

                break;
        }
    }

    private static IEnumerable<(string Name, JsonObject Value)> Children(JsonObject parent, string where) =>
        parent.Select(m => (m.Key, m.Value as JsonObject
            ?? throw new FormatException($"'{m.Key}' in '{where}' must be a mapping")));

    private static JsonObject Child(JsonObject parent, string name)
    {
        if (parent[name] is not JsonObject child)
        {
            parent[name] = child = [];
        }

        return child;
    }
}
