using Eso.Operator.Providers;
using Eso.Operator.Secrets;

namespace Eso.Operator.Generators;

/// <summary>UUID: a random (version 4) UUID under <c>uuid</c>.</summary>
internal sealed class UuidGenerator(ProviderServices services) : IGenerator
{
    public string Kind => "UUID";

    public Task<Generated> GenerateAsync(GeneratorContext context, CancellationToken cancel)
    {
        var bytes = new byte[16];
        services.Entropy(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        var text = new Guid(bytes, bigEndian: true).ToString("D");
        return Task.FromResult(new Generated(new Dictionary<string, SecretBytes> { ["uuid"] = SecretBytes.FromText(text) }));
    }
}
