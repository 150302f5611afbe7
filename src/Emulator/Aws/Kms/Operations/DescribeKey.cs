using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Kms.Operations;

/// <summary>
/// What is known of a key.
/// https://docs.aws.amazon.com/kms/latest/APIReference/API_DescribeKey.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class DescribeKey : IOperation<KmsState>
{
    public static string Name => "DescribeKey";

    public static JsonObject Handle(JsonObject request, KmsState state, OperationContext context) =>
        new() { ["KeyMetadata"] = KmsShapes.Metadata(KmsKeys.Find(context, request.Required("KeyId"))) };
}
