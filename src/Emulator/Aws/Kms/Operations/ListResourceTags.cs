using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Kms.Operations;

/// <summary>
/// The tags of a key.
/// https://docs.aws.amazon.com/kms/latest/APIReference/API_ListResourceTags.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class ListResourceTags : IOperation<KmsState>
{
    public static string Name => "ListResourceTags";

    public static JsonObject Handle(JsonObject request, KmsState state, OperationContext context)
    {
        var key = KmsKeys.FindOwn(context, request.Required("KeyId"));
        return KmsPages.Page(
            request,
            "Tags",
            50,
            key.Tags.Select(t => new JsonObject { ["TagKey"] = t.Key, ["TagValue"] = t.Value }));
    }
}
