using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.ParameterStore.Operations;

/// <summary>
/// What is known of parameters but their values, filtered.
/// https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeParameters.html
/// Not emulated: nothing known.
/// </summary>
internal sealed class DescribeParameters : IOperation<ParameterStoreState>
{
    private const int PageDefault = 10;
    private const int LookAtMax = 5_000;

    public static string Name => "DescribeParameters";

    public static JsonObject Handle(JsonObject request, ParameterStoreState state, OperationContext context)
    {
        state.Expire(context.Now);
        var legacy = request.Objects("Filters");
        var modern = request.Objects("ParameterFilters");
        if (legacy.Count > 0 && modern.Count > 0)
        {
            throw ParameterStoreErrors.BothFilters();
        }

        var filters = legacy.Count > 0
            ? ParameterFilters.ParseLegacy(legacy)
            : ParameterFilters.Parse(modern, byPath: false);
        var shared = request.Flag("Shared") == true;
        var page = (int)(request.Number("MaxResults") ?? PageDefault);
        var listing = ParameterPages.Listing(context, Name, shared.ToString(), filters.ToString());
        var after = ParameterPages.Read(listing, request.Text("NextToken"));

        var found = new JsonArray();
        string? next = null;
        string? last = null;
        var looked = 0;
        foreach (var (position, parameter) in shared ? Shared(context, after) : Own(state, filters, after))
        {
            if (found.Count == page || looked == LookAtMax)
            {
                next = last;
                break;
            }

            looked++;
            last = position;
            if (filters.Match(parameter))
            {
                found.Add(Show(parameter, context, shared));
            }
        }

        var answer = new JsonObject { ["Parameters"] = found };
        if (next is not null)
        {
            answer["NextToken"] = ParameterPages.Write(listing, next);
        }

        return answer;
    }

    private static IEnumerable<(string Position, Parameter Parameter)> Own(
        ParameterStoreState state, ParameterFilters filters, string? after) =>
        Candidates(state, filters, after).Select(k => (k, state.Find(k)!));

    /// <summary>Names or paths that a filter gives narrow the walk: a listing never costs more than it must.</summary>
    private static IEnumerable<string> Candidates(ParameterStoreState state, ParameterFilters filters, string? after)
    {
        if (filters.ExactKeys is { } names)
        {
            return names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
                .Where(k => state.Find(k) is not null && (after is null || string.CompareOrdinal(k, after) > 0));
        }

        if (filters.KeyPrefix is { } prefix)
        {
            return ParameterWalk.Beginning(state.InOrder, prefix, after);
        }

        return filters.Paths is { Paths: [var only], Recursive: var recursive }
            ? ParameterWalk.Below(state.InOrder, only, recursive, after)
            : ParameterWalk.Below(state.InOrder, "", recursive: true, after);
    }

    private static IEnumerable<(string Position, Parameter Parameter)> Shared(
        OperationContext context, string? after) =>
        context.World.All<ParameterStoreState>()
            .Where(s => s.Region == context.Region && s.Account != context.Account)
            .SelectMany(s => s.State.InOrder.Select(k => (Position: s.Account + k, Parameter: s.State.Find(k)!)))
            .Where(p => ParameterSharing.IsSharedWith(p.Parameter, context)
                && (after is null || string.CompareOrdinal(p.Position, after) > 0));

    private static JsonObject Show(Parameter parameter, OperationContext context, bool shared)
    {
        var latest = parameter.Latest;
        var shown = ParameterReader.Describe(parameter, latest);
        if (shared)
        {
            shown["Name"] = parameter.Arn;
        }

        shown.Insert(1, "ARN", parameter.Arn);
        shown["Tier"] = latest.Tier;
        shown["Policies"] = latest.Policies.Show(latest.Modified, context.Now);
        shown["DataType"] = latest.DataType;
        return shown;
    }
}
