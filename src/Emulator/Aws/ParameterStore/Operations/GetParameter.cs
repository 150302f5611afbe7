using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.ParameterStore.Operations;

/// <summary>
/// One parameter by name or ARN, a version or label of it, or a secret by reference.
/// https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html
/// Not emulated: the public parameters below /aws/service (answered as missing).
/// </summary>
internal sealed class GetParameter : IOperation<ParameterStoreState>
{
    public static string Name => "GetParameter";

    public static JsonObject Handle(JsonObject request, ParameterStoreState state, OperationContext context)
    {
        state.Expire(context.Now);
        var given = request.Required("Name");
        var decrypt = request.Flag("WithDecryption") == true;
        if (SecretReference.IsReference(given))
        {
            return new JsonObject { ["Parameter"] = SecretReference.Read(given, decrypt, context) };
        }

        var name = ParameterName.Parse(given);
        var parameter = ParameterReader.Find(name, state, context) ?? throw ParameterStoreErrors.NotFound();
        var version = ParameterReader.Select(parameter, name.Selector, name.Shown ?? parameter.Name);
        return new JsonObject
        {
            ["Parameter"] = ParameterReader.Show(
                parameter, version, name.Shown ?? parameter.Name, name.Selector, decrypt, context),
        };
    }
}
