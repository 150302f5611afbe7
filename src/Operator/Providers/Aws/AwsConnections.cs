using System.Collections.Concurrent;
using Eso.Aws;

namespace Eso.Operator.Providers.Aws;

/// <summary>
/// What all aws stores of a process share: the transport, the identities, one pace per account and kind of call, and
/// the
/// readers that merge concurrent reads of one identity.
/// </summary>
internal sealed class AwsConnections
{
    private const int SharedMax = 4096;

    private readonly ConcurrentDictionary<string, AwsLane> lanes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, object> readers = new(StringComparer.Ordinal);

    public AwsConnections(ProviderServices services)
    {
        Services = services;
        var settings = new AwsSettings { Environment = services.Environment };
        Transport = new AwsTransport(services.Clock, services.Random, settings, services.AwsHandler)
        {
            Waiting = services.Waiting,
            Called = (service, operation, failed) => services.ApiCalled?.Invoke(MetricName(service), operation, failed),
        };
        Identities = new AwsIdentities(Transport);
    }

    public ProviderServices Services { get; }

    public AwsTransport Transport { get; }

    public AwsIdentities Identities { get; }

    /// <summary>The pace of one kind of call in one account and region.</summary>
    public AwsLane Lane(AwsIdentity identity, string kind) => Shared(
        lanes, $"{identity.Account} {identity.Region} {kind}", () => new AwsLane(Transport.Clock));

    /// <summary>The reader that everybody with this key uses.</summary>
    public T Reader<T>(string key, Func<T> make)
        where T : class => (T)Shared<object>(readers, $"{typeof(T).Name} {key}", make);

    /// <summary>A version id that is new.</summary>
    public string NewUuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        lock (Services.Random)
        {
            Services.Random.NextBytes(bytes);
        }

        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString("D");
    }

    // Stores that come and go must not fill the memory; losing a pace or a reader only costs calls.
    private static T Shared<T>(ConcurrentDictionary<string, T> all, string key, Func<T> make)
    {
        if (all.Count > SharedMax)
        {
            all.Clear();
        }

        return all.GetOrAdd(key, static (_, m) => m(), make);
    }

    private static string MetricName(AwsService service) => service.SigningName switch
    {
        "secretsmanager" => "AWS/SecretsManager",
        "ssm" => "AWS/ParameterStore",
        _ => "AWS/" + service.DisplayName,
    };
}
