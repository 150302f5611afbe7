using System.Text.Json.Serialization;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam;

/// <summary>IAM's things, and the keys it issued, as <see cref="EntryJson"/>.</summary>
[JsonSerializable(typeof(IamGroup))]
[JsonSerializable(typeof(IamInstanceProfile))]
[JsonSerializable(typeof(IamOidcProvider))]
[JsonSerializable(typeof(IamPolicy))]
[JsonSerializable(typeof(IamRole))]
[JsonSerializable(typeof(IamUser))]
[JsonSerializable(typeof(IssuedKey))]
internal sealed partial class IamEntries : JsonSerializerContext
{
    public static readonly EntryJson Json = new(new IamEntries());
}
