using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.ParameterStore.Operations;

/// <summary>
/// Maintenance windows are no part of Parameter Store: none ever exists, which is said in AWS's words.
/// https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetMaintenanceWindow.html
/// Not emulated: maintenance windows.
/// </summary>
internal sealed class GetMaintenanceWindow : IOperation<ParameterStoreState>
{
    public static string Name => "GetMaintenanceWindow";

    public static JsonObject Handle(JsonObject request, ParameterStoreState state, OperationContext context) =>
        throw ParameterStoreErrors.NoMaintenanceWindow(request.Required("WindowId"));
}
