using System.Text.Json.Nodes;

namespace Eso.Emulator.Aws.Protocol;

/// <summary>The state of a service that keeps nothing.</summary>
internal abstract class StatelessState : DurableState
{
    public override IEnumerable<string> Keys => [];

    public override JsonObject? Save(string key) => null;

    public override void Load(string key, JsonObject entry)
    {
        // Nothing was saved.
    }

    public override void Drop(string key)
    {
        // Nothing is kept.
    }
}
