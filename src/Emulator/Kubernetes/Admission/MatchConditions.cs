using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds;

namespace Eso.Emulator.Kubernetes.Admission;

/// <summary>CEL conditions that must all hold before a webhook or policy is asked.</summary>
internal sealed class MatchConditions(JsonObject source)
{
    private readonly IReadOnlyList<(string Name, string Expression)> all = ObjectFields.Items(source, "matchConditions")
        .Select(c => (ObjectFields.Text(c.Item, "name"), ObjectFields.Text(c.Item, "expression")))
        .ToList();

    /// <summary>Whether all hold over these variables, and what is wrong when that cannot be told.</summary>
    public (bool Hold, string? Fault) Judge(Dictionary<string, object?> variables) =>
        all.Count == 0 ? (true, null) : CelConditions.All(all, variables);

    /// <summary>False: skip. A condition that fails to evaluate is a refusal, or with failsOpen a skip.</summary>
    public async ValueTask<bool> HoldAsync(AdmissionAttributes attributes, Kind matched, bool failsOpen)
    {
        if (all.Count == 0)
        {
            return true;
        }

        var variables = await CelConditions.VariablesAsync(attributes, matched).ConfigureAwait(false);
        var (hold, fault) = CelConditions.All(all, variables);
        if (fault is not null && !failsOpen)
        {
            throw attributes.Forbid(fault);
        }

        return hold;
    }
}
