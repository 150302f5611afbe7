using System.Globalization;
using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.ParameterStore.Operations;

/// <summary>
/// Every version of a parameter, oldest first.
/// https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameterHistory.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class GetParameterHistory : IOperation<ParameterStoreState>
{
    private const int PageDefault = 50;

    public static string Name => "GetParameterHistory";

    public static JsonObject Handle(JsonObject request, ParameterStoreState state, OperationContext context)
    {
        state.Expire(context.Now);
        var given = request.Required("Name");
        var name = ParameterName.Parse(given);
        if (name.Selector is not null)
        {
            throw ParameterStoreErrors.BadName();
        }

        var parameter = ParameterReader.Find(name, state, context) ?? throw ParameterStoreErrors.NotFound();
        var decrypt = request.Flag("WithDecryption") == true;
        var page = (int)(request.Number("MaxResults") ?? PageDefault);
        var listing = ParameterPages.Listing(context, Name, parameter.Key);
        var after = ParameterPages.Read(listing, request.Text("NextToken")) is { } text
            ? long.Parse(text, CultureInfo.InvariantCulture)
            : 0;

        var rest = parameter.Versions.Where(v => v.Number > after).Take(page + 1).ToList();
        var answer = new JsonObject
        {
            ["Parameters"] = new JsonArray(
                rest.Take(page).Select(v => (JsonNode?)Show(parameter, v, decrypt, context)).ToArray()),
        };
        if (rest.Count > page)
        {
            answer["NextToken"] = ParameterPages.Write(
                listing, rest[page - 1].Number.ToString(CultureInfo.InvariantCulture));
        }

        return answer;
    }

    private static JsonObject Show(
        Parameter parameter, ParameterVersion version, bool decrypt, OperationContext context)
    {
        var shown = ParameterReader.Describe(parameter, version);
        shown.Insert(
            shown.IndexOf("Version"), "Value", ParameterReader.Value(parameter, version, decrypt, context));
        shown["Labels"] = version.Labels.ToJsonArray();
        shown["Tier"] = version.Tier;
        shown["Policies"] = version.Policies.Show(version.Modified, context.Now);
        shown["DataType"] = version.DataType;
        return shown;
    }
}
