using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.ParameterStore.Operations;

/// <summary>
/// Attaches labels to a version, the latest unless named; a label that another version holds moves.
/// https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_LabelParameterVersion.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class LabelParameterVersion : IOperation<ParameterStoreState>
{
    private const int LabelsMax = 10;

    public static string Name => "LabelParameterVersion";

    public static JsonObject Handle(JsonObject request, ParameterStoreState state, OperationContext context)
    {
        state.Expire(context.Now);
        var name = request.Required("Name");
        var parameter = ParameterReader.Require(name, state);
        var version = request.Number("ParameterVersion") is { } number
            ? parameter.Versions.Find(v => v.Number == number)
                ?? throw ParameterStoreErrors.VersionNotFound(number.ToString(), name)
            : parameter.Latest;
        var labels = request.Texts("Labels").Distinct(StringComparer.Ordinal).ToLookup(IsValid);
        var added = labels[true].Where(l => !version.Labels.Contains(l)).ToList();
        if (version.Labels.Count + added.Count > LabelsMax)
        {
            throw ParameterStoreErrors.TooManyLabels();
        }

        foreach (var other in parameter.Versions)
        {
            other.Labels.RemoveAll(added.Contains);
        }

        version.Labels.AddRange(added);
        state.Changed(parameter.Key);
        return new JsonObject
        {
            ["InvalidLabels"] = labels[false].ToJsonArray(),
            ["ParameterVersion"] = version.Number,
        };
    }

    private static bool IsValid(string label) =>
        label.All(ParameterName.IsNameCharacter) && !char.IsAsciiDigit(label[0])
        && !label.StartsWith("aws", StringComparison.OrdinalIgnoreCase)
        && !label.StartsWith("ssm", StringComparison.OrdinalIgnoreCase);
}
