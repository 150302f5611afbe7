using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.ParameterStore.Operations;

/// <summary>
/// The parameters below a path, one level of it or all.
/// https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParametersByPath.html
/// Not emulated: the public parameters below /aws/service (answered as an empty list).
/// </summary>
internal sealed class GetParametersByPath : IOperation<ParameterStoreState>
{
    private const int PageDefault = 10;

    // AWS too answers short pages, even empty ones, with a token: a call looks at so many names at most.
    private const int LookAtMax = 5_000;

    public static string Name => "GetParametersByPath";

    public static JsonObject Handle(JsonObject request, ParameterStoreState state, OperationContext context)
    {
        state.Expire(context.Now);
        var path = CheckPath(request.Required("Path"));
        var recursive = request.Flag("Recursive") == true;
        var decrypt = request.Flag("WithDecryption") == true;
        var filters = ParameterFilters.Parse(request.Objects("ParameterFilters"), byPath: true);
        var page = (int)(request.Number("MaxResults") ?? PageDefault);
        var listing = ParameterPages.Listing(context, Name, path, recursive.ToString(), filters.ToString());
        var after = ParameterPages.Read(listing, request.Text("NextToken"));

        var found = new JsonArray();
        string? next = null;
        string? last = null;
        var looked = 0;
        foreach (var key in ParameterWalk.Below(state.InOrder, path, recursive, after))
        {
            if (found.Count == page || looked == LookAtMax)
            {
                next = last;
                break;
            }

            looked++;
            last = key;
            var parameter = state.Find(key)!;
            if (filters.Match(parameter))
            {
                found.Add(Show(parameter, filters.Labels, decrypt, context));
            }
        }

        var answer = new JsonObject { ["Parameters"] = found };
        if (next is not null)
        {
            answer["NextToken"] = ParameterPages.Write(listing, next);
        }

        return answer;
    }

    private static JsonObject Show(
        Parameter parameter, IReadOnlyList<string>? labels, bool decrypt, OperationContext context)
    {
        var version = labels is null
            ? parameter.Latest
            : parameter.Versions.FindLast(v => v.Labels.Exists(l => labels.Contains(l))) ?? parameter.Latest;
        var label = labels is null ? null : version.Labels.Find(l => labels.Contains(l));
        return ParameterReader.Show(parameter, version, parameter.Name, label, decrypt, context);
    }

    /// <summary>The path with one leading slash and none at its end; "" for the root.</summary>
    private static string CheckPath(string given)
    {
        var path = given.Trim();
        if (path == "/")
        {
            return "";
        }

        var bare = path.EndsWith('/') ? path[..^1] : path;
        if (!bare.StartsWith('/') || !ParameterName.WellFormed(bare))
        {
            throw ParameterStoreErrors.BadPath();
        }

        return bare;
    }
}
