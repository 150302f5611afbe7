namespace Eso.Emulator.Kubernetes.Kinds;

internal sealed class EventsEventKind : Kind
{
    public override ResourceInfo Resource { get; } = new()
    {
        Group = "events.k8s.io",
        Version = "v1",
        Kind = "Event",
        Plural = "events",
        Singular = "event",
        ListKind = "EventList",
        ShortNames = ["ev"],
    };

    public override string TypeName => "io.k8s.api.events.v1.Event";

    public override bool AllowCreateOnUpdate => true;

    // The same objects as core events, seen with other field names.
    public override string StorageKey => "events";

    public override string StorageApiVersion => "v1";
}
