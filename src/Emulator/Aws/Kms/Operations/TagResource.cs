using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Kms.Operations;

/// <summary>
/// Adds tags to a key.
/// https://docs.aws.amazon.com/kms/latest/APIReference/API_TagResource.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class TagResource : IOperation<KmsState>
{
    public static string Name => "TagResource";

    public static JsonObject Handle(JsonObject request, KmsState state, OperationContext context)
    {
        var key = KmsKeys.FindOwn(context, request.Required("KeyId"));
        foreach (var tag in request.Objects("Tags"))
        {
            key.Tags[tag.Required("TagKey")] = tag.Required("TagValue");
        }

        KmsKeys.Touch(context, key);
        return [];
    }
}
