using System.Text.Json.Serialization;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Kms;

/// <summary>Keys and aliases as <see cref="EntryJson"/>.</summary>
[JsonSerializable(typeof(KmsAlias))]
[JsonSerializable(typeof(KmsKey))]
internal sealed partial class KmsEntries : JsonSerializerContext
{
    public static readonly EntryJson Json = new(new KmsEntries());
}
