using System.Globalization;
using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.SecretsManager;

/// <summary>One page of a listing.</summary>
internal sealed record SecretPage(IReadOnlyList<Secret> Secrets, string? NextToken);

/// <summary>Sorted, filtered pages. A page starts after a position in the order, never at an offset.</summary>
internal static class SecretPages
{
    // One page looks at no more than this many secrets: like AWS it may then be short or empty and still have a token.
    private const int ScanMax = 10_000;
    private const int NarrowMax = 2_000;

    public static SecretPage Read(
        JsonObject request,
        string operation,
        SecretsState state,
        SecretFilters filters,
        int pageMax,
        OperationContext context)
    {
        var planned = request.Flag("IncludePlannedDeletion") ?? false;
        var sort = request.Text("SortBy") switch
        {
            "name" => SecretSort.Name,
            "last-changed-date" => SecretSort.Changed,
            "last-accessed-date" => SecretSort.Accessed,
            _ => SecretSort.Created,
        };
        var descending = request.Text("SortOrder") == "desc";
        var question = $"{operation} {context.Account} {context.Region} {sort} {descending} {planned} "
            + request["Filters"]?.ToJsonString();
        string? cursor = null;
        if (request.Text("NextToken") is { } token)
        {
            cursor = PageTokens.TryRead(question, token, out var position) ? position : throw SecretsErrors.PageToken();
        }

        var count = (int)(request.Number("MaxResults") ?? pageMax);
        var page = new List<Secret>(Math.Min(count, 100));
        Secret? last = null;
        var seen = 0;
        foreach (var secret in Candidates(state, filters, sort, descending, cursor, context.Now))
        {
            if (page.Count == count || seen++ == ScanMax)
            {
                // There is more: the page ends after the last one looked at.
                return new SecretPage(page, PageTokens.Make(question, Position(last!, sort)));
            }

            last = secret;
            if ((planned || secret.Deletion is null) && filters.Match(secret))
            {
                page.Add(secret);
            }
        }

        return new SecretPage(page, null);
    }

    private static IEnumerable<Secret> Candidates(
        SecretsState state, SecretFilters filters, SecretSort sort, bool descending, string? cursor, DateTimeOffset now)
    {
        var orders = state.InOrder(now);
        var after = cursor is null ? null : Parse(cursor, sort);
        if (filters.NamePrefixes is not { } prefixes)
        {
            return orders.Read(sort, descending, after);
        }

        if (sort == SecretSort.Name && !descending && prefixes.Count == 1)
        {
            return orders.WithPrefix(prefixes[0], after);
        }

        // Few names begin so: those alone are sorted. Many: the walk in the order asked for soon meets some.
        var named = prefixes.SelectMany(p => orders.WithPrefix(p, null)).Take(NarrowMax + 1).Distinct().ToList();
        if (named.Count > NarrowMax)
        {
            return orders.Read(sort, descending, after);
        }

        var order = SecretOrders.Order(sort);
        named.Sort((a, b) => descending ? order.Compare(b, a) : order.Compare(a, b));
        return after is null
            ? named
            : named.SkipWhile(s => descending ? order.Compare(s, after) >= 0 : order.Compare(s, after) <= 0);
    }

    private static string Position(Secret secret, SecretSort sort) => sort switch
    {
        SecretSort.Name => $"{secret.Sequence}|{secret.Name}",
        SecretSort.Changed => string.Create(CultureInfo.InvariantCulture, $"{secret.Sequence}|{secret.LastChanged.UtcTicks}"),
        SecretSort.Accessed => string.Create(
            CultureInfo.InvariantCulture, $"{secret.Sequence}|{secret.LastAccessed?.UtcTicks ?? 0}"),
        _ => secret.Sequence.ToString(CultureInfo.InvariantCulture),
    };

    private static Secret Parse(string cursor, SecretSort sort)
    {
        var parts = cursor.Split('|', 2);
        var ticks = sort is SecretSort.Changed or SecretSort.Accessed ? long.Parse(parts[1], CultureInfo.InvariantCulture) : 0;
        var time = new DateTimeOffset(ticks, TimeSpan.Zero);
        return new Secret
        {
            Name = sort == SecretSort.Name ? parts[1] : "",
            Arn = "",
            Created = default,
            Sequence = long.Parse(parts[0], CultureInfo.InvariantCulture),
            LastChanged = time,
            LastAccessed = ticks == 0 ? null : time,
        };
    }
}
