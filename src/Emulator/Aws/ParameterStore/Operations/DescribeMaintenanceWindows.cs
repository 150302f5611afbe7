using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.ParameterStore.Operations;

/// <summary>
/// Maintenance windows are no part of Parameter Store: the list is empty.
/// https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeMaintenanceWindows.html
/// Not emulated: maintenance windows.
/// </summary>
internal sealed class DescribeMaintenanceWindows : IOperation<ParameterStoreState>
{
    public static string Name => "DescribeMaintenanceWindows";

    public static JsonObject Handle(JsonObject request, ParameterStoreState state, OperationContext context) =>
        new() { ["WindowIdentities"] = new JsonArray() };
}
