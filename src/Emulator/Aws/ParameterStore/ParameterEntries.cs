using System.Text.Json.Serialization;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.ParameterStore;

/// <summary>Parameters as <see cref="EntryJson"/>.</summary>
[JsonSerializable(typeof(Parameter))]
internal sealed partial class ParameterEntries : JsonSerializerContext
{
    public static readonly EntryJson Json = new(new ParameterEntries());
}
