using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Iam;
using Eso.Emulator.Aws.Protocol;
using Eso.Emulator.Clock;

namespace Eso.Emulator.Aws.Sts;

/// <summary>
/// What STS keeps of one account besides sessions: ids of roles that were assumed though nobody declared them
/// (docs/decisions: undeclared roles).
/// </summary>
internal sealed class StsState : DurableState
{
    private const int UndeclaredMax = 100_000;
    private readonly Dictionary<string, string> undeclared = new(StringComparer.OrdinalIgnoreCase);

    public static StsState Of(AwsWorld world, string account) => world.State<StsState>(account, "");

    /// <summary>The id of an undeclared role: the same for as long as this world lives.</summary>
    public string IdOfUndeclared(string role, Entropy entropy)
    {
        if (!undeclared.TryGetValue(role, out var id))
        {
            id = IamIds.Unique(entropy, "AROA");
            if (undeclared.Count < UndeclaredMax)
            {
                undeclared[role] = id;
                Changed(role);
            }
        }

        return id;
    }

    public override IEnumerable<string> Keys => undeclared.Keys;

    public override JsonObject? Save(string key) =>
        undeclared.TryGetValue(key, out var id) ? new JsonObject { ["id"] = id } : null;

    public override void Drop(string key) => undeclared.Remove(key);

    public override void Load(string key, JsonObject entry) => undeclared[key] = entry.Required("id");

    public bool IsUndeclared(string role, string id) => undeclared.GetValueOrDefault(role) == id;
}
