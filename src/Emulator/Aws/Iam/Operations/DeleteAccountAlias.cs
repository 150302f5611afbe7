using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// Removes the account's alias.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteAccountAlias.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class DeleteAccountAlias : IOperation<IamState>
{
    public static string Name => "DeleteAccountAlias";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context)
    {
        var alias = request.Required("AccountAlias");
        if (state.Alias != alias)
        {
            throw IamErrors.NoAlias(alias);
        }

        state.Alias = null;
        state.TouchAlias();
        return [];
    }
}
