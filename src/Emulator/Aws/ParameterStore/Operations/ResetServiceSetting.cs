using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.ParameterStore.Operations;

/// <summary>
/// Gives one of Parameter Store's settings its default again.
/// https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_ResetServiceSetting.html
/// Not emulated: settings of Systems Manager's other parts (answered as unknown).
/// </summary>
internal sealed class ResetServiceSetting : IOperation<ParameterStoreState>
{
    public static string Name => "ResetServiceSetting";

    public static JsonObject Handle(JsonObject request, ParameterStoreState state, OperationContext context)
    {
        var setting = ServiceSettings.Require(request.Required("SettingId"));
        state.Set(setting, null);
        return ServiceSettings.Show(setting, state, context);
    }
}
