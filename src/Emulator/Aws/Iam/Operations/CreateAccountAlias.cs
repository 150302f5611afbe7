using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// Sets the account's alias.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateAccountAlias.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class CreateAccountAlias : IOperation<IamState>
{
    public static string Name => "CreateAccountAlias";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context)
    {
        state.Alias = request.Required("AccountAlias");
        state.TouchAlias();
        return [];
    }
}
