using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam.Operations;

/// <summary>
/// The account's alias, if it has one.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAccountAliases.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class ListAccountAliases : IOperation<IamState>
{
    public static string Name => "ListAccountAliases";

    public static JsonObject Handle(JsonObject request, IamState state, OperationContext context) =>
        IamPages.Page(
            request, "AccountAliases", state.Alias is { } alias ? [JsonValue.Create(alias)] : Array.Empty<JsonNode>());
}
