using System.Text;
using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;
using Eso.Emulator.State;

namespace Eso.Emulator.Aws.State;

/// <summary>
/// All of AWS's state as entries: to and from the log of a state directory, and to and from one JSON document. Every
/// <see cref="DurableState"/> takes part, found by convention.
/// </summary>
internal static class AwsStateStore
{
    private static readonly Dictionary<string, Type> Types = typeof(DurableState).Assembly.GetTypes()
        .Where(t => !t.IsAbstract && t.IsAssignableTo(typeof(DurableState)))
        .ToDictionary(t => t.Name, StringComparer.Ordinal);

    /// <summary>Every live entry. Under the world's gate.</summary>
    public static IEnumerable<StateChange> Live(AwsWorld world)
    {
        foreach (var (type, account, region, state) in world.Everything())
        {
            if (state is DurableState durable)
            {
                foreach (var key in durable.Keys)
                {
                    yield return new StateChange($"{type.Name}|{account}|{region}", key, Bytes(durable.Save(key)));
                }
            }
        }
    }

    /// <summary>What changed, ready for the log. Under the world's gate.</summary>
    public static List<StateChange> Changes(AwsWorld world, IReadOnlyCollection<(DurableState State,
        string Key)> changed) =>
        changed.Select(c => new StateChange(world.ScopeOf(c.State), c.Key, Bytes(c.State.Save(c.Key)))).ToList();

    /// <summary>
    /// Puts one entry back. Entries of kinds that this version does not know are kept out, not fatal.
    /// </summary>
    public static void Apply(AwsWorld world, StateChange change)
    {
        var parts = change.Scope.Split('|');
        if (parts.Length != 3 || !Types.TryGetValue(parts[0], out var type))
        {
            return;
        }

        var state = (DurableState)world.State(type, parts[1], parts[2]);
        state.Drop(change.Key);
        if (change.Value is not null)
        {
            state.Load(change.Key, JsonNode.Parse(change.Value)!.AsObject());
        }
    }

    /// <summary>
    /// The whole state as one document: <c>{"version":1,"entries":[{scope,key,entry}]}</c>. Under the world's gate.
    /// </summary>
    public static JsonObject Snapshot(AwsWorld world) => new()
    {
        ["version"] = 1,
        ["entries"] = new JsonArray(Live(world).Select(e => (JsonNode)new JsonObject
        {
            ["scope"] = e.Scope,
            ["key"] = e.Key,
            ["entry"] = JsonNode.Parse(e.Value),
        }).ToArray()),
    };

    /// <summary>Replaces the whole state by a snapshot's, or leaves it as it is. Under the world's gate.</summary>
    /// <exception cref="FormatException">It is no snapshot, or one of its entries cannot be read.</exception>
    public static void Restore(AwsWorld world, JsonObject snapshot)
    {
        if (snapshot.Number("version") != 1 || snapshot["entries"] is not JsonArray entries)
        {
            throw new FormatException("not a snapshot of this version: expected {\"version\":1,\"entries\":[…]}");
        }

        var before = Live(world).ToList();
        world.Clear();
        var at = "";
        try
        {
            foreach (var entry in entries)
            {
                at = entry?["key"]?.ToString() ?? "";
                var read = (JsonObject)entry!;
                var change = new StateChange(
                    read.Required("scope"), read.Required("key"), Bytes((JsonObject)read["entry"]!));
                Apply(world, change);
                if (!Holds(world, change))
                {
                    throw new InvalidDataException("the entry is another's");
                }
            }
        }
        catch (Exception bad) when (bad is not OutOfMemoryException)
        {
            // Half a world is worse than the old one. What exactly is wrong with the entry may quote its value.
            world.Clear();
            before.ForEach(change => Apply(world, change));
            throw new FormatException($"the entry '{at}' cannot be read ({bad.GetType().Name}); nothing was changed");
        }
        finally
        {
            world.TakeChanges();
        }
    }

    /// <summary>A state's name in an export: <c>SecretsState</c> is <c>secrets</c>.</summary>
    public static string TitleOf(Type type)
    {
        var name = type.Name.EndsWith("State", StringComparison.Ordinal) ? type.Name[..^5] : type.Name;
        return char.ToLowerInvariant(name[0]) + name[1..];
    }

    /// <summary>The state with that title; null when there is none.</summary>
    public static Type? TypeOf(string title) => Types.Values.FirstOrDefault(t => TitleOf(t) == title);

    private static bool Holds(AwsWorld world, StateChange change)
    {
        var parts = change.Scope.Split('|');
        return parts.Length == 3 && (!Types.TryGetValue(parts[0], out var type)
            || ((DurableState)world.State(type, parts[1], parts[2])).Save(change.Key) is not null);
    }

    private static byte[]? Bytes(JsonObject? entry) => entry is null ? null
        : Encoding.UTF8.GetBytes(entry.ToJsonString());
}
