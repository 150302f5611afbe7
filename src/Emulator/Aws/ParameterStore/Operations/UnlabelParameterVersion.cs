using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.ParameterStore.Operations;

/// <summary>
/// Removes labels from one version; labels that it does not hold are listed as invalid.
/// https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_UnlabelParameterVersion.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class UnlabelParameterVersion : IOperation<ParameterStoreState>
{
    public static string Name => "UnlabelParameterVersion";

    public static JsonObject Handle(JsonObject request, ParameterStoreState state, OperationContext context)
    {
        state.Expire(context.Now);
        var name = request.Required("Name");
        var parameter = ParameterReader.Require(name, state);
        var number = request.Number("ParameterVersion") ?? 0;
        var version = parameter.Versions.Find(v => v.Number == number)
            ?? throw ParameterStoreErrors.VersionNotFound(number.ToString(), name);
        var labels = request.Texts("Labels").Distinct(StringComparer.Ordinal)
            .ToLookup(l => version.Labels.Contains(l));
        var removed = labels[true].ToList();
        version.Labels.RemoveAll(removed.Contains);
        state.Changed(parameter.Key);
        return new JsonObject
        {
            ["RemovedLabels"] = removed.ToJsonArray(),
            ["InvalidLabels"] = labels[false].ToJsonArray(),
        };
    }
}
