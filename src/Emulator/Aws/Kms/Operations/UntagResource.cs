using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Kms.Operations;

/// <summary>
/// Removes tags from a key.
/// https://docs.aws.amazon.com/kms/latest/APIReference/API_UntagResource.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class UntagResource : IOperation<KmsState>
{
    public static string Name => "UntagResource";

    public static JsonObject Handle(JsonObject request, KmsState state, OperationContext context)
    {
        var key = KmsKeys.FindOwn(context, request.Required("KeyId"));
        foreach (var name in request.Texts("TagKeys"))
        {
            key.Tags.Remove(name);
        }

        KmsKeys.Touch(context, key);
        return [];
    }
}
