using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.ParameterStore.Operations;

/// <summary>
/// Changes Parameter Store's default tier or throughput setting.
/// https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_UpdateServiceSetting.html
/// Not emulated: settings of Systems Manager's other parts (answered as unknown).
/// </summary>
internal sealed class UpdateServiceSetting : IOperation<ParameterStoreState>
{
    public static string Name => "UpdateServiceSetting";

    public static JsonObject Handle(JsonObject request, ParameterStoreState state, OperationContext context)
    {
        var setting = ServiceSettings.Require(request.Required("SettingId"));
        var value = request.Required("SettingValue");
        ServiceSettings.Check(setting, value);
        state.Set(setting, value);
        return [];
    }
}
