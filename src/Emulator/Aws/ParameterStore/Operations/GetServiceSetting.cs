using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.ParameterStore.Operations;

/// <summary>
/// Parameter Store's default tier or throughput setting.
/// https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetServiceSetting.html
/// Not emulated: settings of Systems Manager's other parts (answered as unknown).
/// </summary>
internal sealed class GetServiceSetting : IOperation<ParameterStoreState>
{
    public static string Name => "GetServiceSetting";

    public static JsonObject Handle(JsonObject request, ParameterStoreState state, OperationContext context) =>
        ServiceSettings.Show(ServiceSettings.Require(request.Required("SettingId")), state, context);
}
