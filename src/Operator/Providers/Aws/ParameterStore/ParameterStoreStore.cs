using System.Text;
using Eso.Aws;
using Eso.Aws.ParameterStore;
using Eso.Operator.Secrets;
using Eso.Operator.Secrets.Json;
using Eso.Operator.Secrets.Regexp;

namespace Eso.Operator.Providers.Aws.ParameterStore;

/// <summary>A store with service ParameterStore. Pushing has its own file.</summary>
internal sealed partial class ParameterStoreStore : AwsStore
{
    private readonly ParameterReader reader;

    public ParameterStoreStore(AwsConnections connections, AwsStoreSpec spec, AwsIdentity identity, RetryPolicy retry)
        : base(connections, spec, identity, retry) =>
        reader = connections.Reader($"{identity.Key} {retry}", () => new ParameterReader(connections, identity, retry));

    public override async Task<SecretRead> GetSecretAsync(RemoteRef remoteRef, CancellationToken cancel)
    {
        var name = Spec.Prefix + remoteRef.Key + (remoteRef.Version.Length > 0 ? ":" + remoteRef.Version : "");
        try
        {
            var value = remoteRef.MetadataPolicy == "Fetch"
                ? await TagsAsJsonAsync(name, cancel)
                : await reader.ReadAsync(name, cancel);
            return SecretRead.Of(
                SecretProperty.Get(Encoding.UTF8.GetBytes(value), remoteRef.Property)
                ?? throw new ProviderException(
                    Failure.Invalid, $"key {remoteRef.Property} does not exist in secret {remoteRef.Key}"));
        }
        catch (AwsException e) when (e.Code == "ParameterNotFound")
        {
            return SecretRead.Missing;
        }
        catch (AwsException e)
        {
            throw AwsFailures.ToProvider(e);
        }
    }

    public override async Task<IReadOnlyDictionary<string, SecretBytes>> GetAllSecretsAsync(
        FindSpec find, CancellationToken cancel)
    {
        try
        {
            if (find.NameRegexp.Length > 0)
            {
                return await FindByNameAsync(find, FindMatcher.Compile(find.NameRegexp), cancel);
            }

            return find.Tags.Count > 0
                ? await ReadDescribedAsync(TagFilters(find), null, cancel)
                : throw new ProviderException(Failure.Invalid, "unexpected find operator");
        }
        catch (AwsException e)
        {
            throw AwsFailures.ToProvider(e);
        }
    }

    // Tags are not looked at when a name is given, as in ESO.
    private async Task<IReadOnlyDictionary<string, SecretBytes>> FindByNameAsync(
        FindSpec find,
        GoRegexp matcher,
        CancellationToken cancel)
    {
        var found = new Dictionary<string, SecretBytes>(StringComparer.Ordinal);
        var client = Client("GetParameter");
        try
        {
            await PagesAsync(async next =>
            {
                var answer = await client.GetParametersByPathAsync(
                    new GetParametersByPathRequest
                    {
                        Path = find.Path.Length > 0 ? find.Path : "/",
                        Recursive = true,
                        WithDecryption = true,
                        NextToken = next,
                    },
                    cancel);
                foreach (var parameter in answer.Parameters)
                {
                    if (parameter is { Name: { } name, Value: { } value } && matcher.IsMatch(name))
                    {
                        found[name] = SecretBytes.FromText(value);
                    }
                }

                return answer.NextToken;
            });

            return found;
        }
        catch (AwsException e) when (e.Code == "AccessDeniedException")
        {
            // The right to a path is rarer than the rights to list and to read.
            return await ReadDescribedAsync(PathFilter(find), matcher, cancel);
        }
    }

    private async Task<IReadOnlyDictionary<string, SecretBytes>> ReadDescribedAsync(
        List<ParameterFilter> filters,
        GoRegexp? matcher,
        CancellationToken cancel)
    {
        var names = new List<string>();
        var client = Client("DescribeParameters");
        await PagesAsync(async next =>
        {
            var answer = await client.DescribeParametersAsync(
                new DescribeParametersRequest { ParameterFilters = filters, NextToken = next }, cancel);
            names.AddRange(answer.Parameters.Select(static p => p.Name ?? "").Where(n => matcher?.IsMatch(n) != false));
            return answer.NextToken;
        });

        var values = await Task.WhenAll(names.Select(n => reader.ReadAsync(n, cancel)));
        return names.Zip(values)
            .DistinctBy(static p => p.First)
            .ToDictionary(static p => p.First, static p => SecretBytes.FromText(p.Second), StringComparer.Ordinal);
    }

    private static List<ParameterFilter> TagFilters(FindSpec find) =>
    [
        .. find.Tags.OrderBy(static t => t.Key, StringComparer.Ordinal).Select(static t => new ParameterFilter
        {
            Key = "tag:" + t.Key,
            Option = "Equals",
            Values = [t.Value],
        }),
        .. PathFilter(find),
    ];

    private static List<ParameterFilter> PathFilter(FindSpec find) => find.Path.Length == 0
        ? []
        : [new ParameterFilter { Key = "Path", Option = "Recursive", Values = [find.Path] }];

    private async Task<string> TagsAsJsonAsync(string name, CancellationToken cancel)
    {
        var answer = await ListTagsAsync(name, cancel);
        return TagsJson(answer.Select(static t => (t.Key, t.Value ?? "")));
    }

    private async Task<IReadOnlyList<ParameterTag>> ListTagsAsync(string name, CancellationToken cancel)
    {
        var answer = await Client("Tags").ListTagsForResourceAsync(
            new ListTagsForResourceRequest { ResourceType = "Parameter", ResourceId = name }, cancel);
        return answer.TagList;
    }

    private ParameterStoreClient Client(string kind) =>
        new(Connections.Transport, Identity.Region, Identity.Credentials, Pace(kind));
}
