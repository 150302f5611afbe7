using Eso.Aws;
using Eso.Aws.SecretsManager;
using Eso.Operator.Secrets;
using Eso.Operator.Secrets.Regexp;

namespace Eso.Operator.Providers.Aws.SecretsManager;

/// <summary>
/// <c>dataFrom.find</c>. AWS's filters match prefixes, and tag keys and tag values are filters of their own, so finding
/// by several tags may find more than was meant: users' manifests live with it.
/// </summary>
internal sealed partial class SecretsManagerStore
{
    public override async Task<IReadOnlyDictionary<string, SecretBytes>> GetAllSecretsAsync(
        FindSpec find, CancellationToken cancel)
    {
        var byName = find.NameRegexp.Length > 0;
        if (!byName && find.Tags.Count == 0)
        {
            throw new ProviderException(Failure.Invalid, "unexpected find operator");
        }

        var matcher = byName ? FindMatcher.Compile(find.NameRegexp) : null;
        var filters = Filters(find);
        try
        {
            if (byName && find.Path.Length == 0)
            {
                return await ListAndReadAsync(filters, matcher, cancel);
            }

            try
            {
                return await ReadInBatchesAsync(filters, matcher, cancel);
            }
            catch (AwsException e) when (e.Code == "AccessDeniedException")
            {
                // The right to list and the right to read may be there without the one to do both at once.
                return await ListAndReadAsync(filters, matcher, cancel);
            }
        }
        catch (AwsException e)
        {
            throw AwsFailures.ToProvider(e);
        }
    }

    private static List<SecretFilter> Filters(FindSpec find)
    {
        var filters = new List<SecretFilter>();
        foreach (var (key, value) in find.Tags.OrderBy(static t => t.Key, StringComparer.Ordinal))
        {
            filters.Add(new SecretFilter { Key = "tag-key", Values = [key] });
            filters.Add(new SecretFilter { Key = "tag-value", Values = [value] });
        }

        if (find.Path.Length > 0)
        {
            filters.Add(new SecretFilter { Key = "name", Values = [find.Path] });
        }

        return filters;
    }

    private async Task<IReadOnlyDictionary<string, SecretBytes>> ReadInBatchesAsync(
        List<SecretFilter> filters,
        GoRegexp? matcher,
        CancellationToken cancel)
    {
        var found = new Dictionary<string, SecretBytes>(StringComparer.Ordinal);
        var client = Client("BatchGetSecretValue");
        await PagesAsync(async next =>
        {
            var answer = await client.BatchGetSecretValueAsync(
                new BatchGetSecretValueRequest { Filters = filters, NextToken = next }, cancel);

            // Secrets the batch could not read (answer.Errors) are passed over, as in ESO.
            foreach (var value in answer.SecretValues)
            {
                if (value.Name is { } name && matcher?.IsMatch(name) != false)
                {
                    Add(found, name, new SecretPayload(value.SecretString, value.SecretBinary));
                }
            }

            return answer.NextToken;
        });

        return found;
    }

    private async Task<IReadOnlyDictionary<string, SecretBytes>> ListAndReadAsync(
        List<SecretFilter> filters,
        GoRegexp? matcher,
        CancellationToken cancel)
    {
        var names = new List<string>();
        var client = Client("ListSecrets");
        await PagesAsync(async next =>
        {
            var answer = await client.ListSecretsAsync(
                new ListSecretsRequest { Filters = filters, NextToken = next }, cancel);
            names.AddRange(answer.SecretList.Select(static s => s.Name ?? "").Where(n => matcher?.IsMatch(n) != false));
            return answer.NextToken;
        });

        // A prefix is for keys that users write; these names are whole. (ESO prepends it again and then finds nothing.)
        var payloads = await Task.WhenAll(names.Select(n => reader.ReadAsync(n, "", cancel)));
        var found = new Dictionary<string, SecretBytes>(StringComparer.Ordinal);
        for (var i = 0; i < names.Count; i++)
        {
            Add(found, names[i], payloads[i]);
        }

        return found;
    }

    private static void Add(Dictionary<string, SecretBytes> found, string name, SecretPayload payload)
    {
        if (payload.Bytes is { } bytes)
        {
            found[name] = new SecretBytes(bytes);
        }
        else if (payload.Text is { } text)
        {
            found[name] = SecretBytes.FromText(text);
        }
    }
}
