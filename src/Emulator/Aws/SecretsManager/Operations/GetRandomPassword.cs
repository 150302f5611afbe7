using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.SecretsManager.Operations;

internal sealed class GetRandomPassword : IOperation<SecretsState>
{
    public static string Name => "GetRandomPassword";

    public static JsonObject Handle(JsonObject request, SecretsState state, OperationContext context) =>
        new() { ["RandomPassword"] = context.Entropy.Text("abcdef", 32) };
}
