using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.ParameterStore.Operations;

/// <summary>
/// Up to ten parameters; what cannot be read is listed as invalid, never an error.
/// https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html
/// Not emulated: the public parameters below /aws/service.
/// </summary>
internal sealed class GetParameters : IOperation<ParameterStoreState>
{
    public static string Name => "GetParameters";

    public static JsonObject Handle(JsonObject request, ParameterStoreState state, OperationContext context)
    {
        state.Expire(context.Now);
        var decrypt = request.Flag("WithDecryption") == true;
        var found = new List<JsonObject>();
        var invalid = new List<string>();
        foreach (var given in request.Texts("Names").Distinct(StringComparer.Ordinal))
        {
            if (Read(given, decrypt, state, context) is { } parameter)
            {
                found.Add(parameter);
            }
            else
            {
                invalid.Add(given);
            }
        }

        return new JsonObject
        {
            // The service sorts by name, whatever the order of the request.
            ["Parameters"] = new JsonArray(
                found.OrderBy(p => p.Required("Name"), StringComparer.Ordinal).ToArray<JsonNode>()),
            ["InvalidParameters"] = invalid.ToJsonArray(),
        };
    }

    private static JsonObject? Read(string given, bool decrypt, ParameterStoreState state, OperationContext context)
    {
        try
        {
            if (SecretReference.IsReference(given))
            {
                return SecretReference.Read(given, decrypt, context);
            }

            var name = ParameterName.Parse(given);
            var parameter = ParameterReader.Find(name, state, context);
            if (parameter is null)
            {
                return null;
            }

            var version = ParameterReader.Select(parameter, name.Selector, name.Display);
            return ParameterReader.Show(
                parameter, version, name.Shown ?? parameter.Name, name.Selector, decrypt, context);
        }
        catch (AwsException refused) when (refused.Code is "ParameterNotFound" or "ParameterVersionNotFound"
            || (refused.Code == "ValidationException" && refused.Text != SecretReference.DependencyText))
        {
            return null;
        }
    }
}
