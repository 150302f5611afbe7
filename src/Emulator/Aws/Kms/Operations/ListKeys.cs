using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Kms.Operations;

/// <summary>
/// Every key of the account and region.
/// https://docs.aws.amazon.com/kms/latest/APIReference/API_ListKeys.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class ListKeys : IOperation<KmsState>
{
    public static string Name => "ListKeys";

    public static JsonObject Handle(JsonObject request, KmsState state, OperationContext context) =>
        KmsPages.Page(
            request,
            "Keys",
            100,
            state.ById.Values.Where(k => !KmsKeys.Gone(k, context))
                .Select(k => new JsonObject { ["KeyId"] = k.Id, ["KeyArn"] = k.Arn }));
}
