namespace Eso.Kubernetes.Informers;

/// <summary>What an informer watches, and its limits.</summary>
public sealed record InformerOptions
{
    /// <summary>Empty means all namespaces.</summary>
    public string Namespace { get; init; } = "";

    public string LabelSelector { get; init; } = "";

    public string FieldSelector { get; init; } = "";

    public bool MetadataOnly { get; init; }

    /// <summary>Keeps who wrote which field, often half of an object's text.</summary>
    public bool KeepManagedFields { get; init; }

    /// <summary>How often every object is offered to the handlers again; zero means never. ESO's is ten hours.</summary>
    public TimeSpan Resync { get; init; } = TimeSpan.FromHours(10);

    /// <summary>
    /// How long a watch is asked to last; lengthened by up to as much again (<see cref="InformerContext.WatchSpread"/>), so
    /// that the watches of many programs do not end together.
    /// </summary>
    public TimeSpan WatchTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// A watch that neither ends in its time nor brings a byte for so long beyond it is taken for dead, and all is listed
    /// anew. (Bookmarks cannot be relied on: servers send them when they like.)
    /// </summary>
    public TimeSpan SilenceMax { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Watches that bring only bookmarks for so long, while versions move on, are not believed: all is listed anew when the
    /// next one ends. (A watch cache that lost an event still tells how far it is, and nobody would ask again.)
    /// </summary>
    public TimeSpan OnlyBookmarksMax { get; init; } = TimeSpan.FromHours(2);

    /// <summary>First wait after a failure; doubles up to <see cref="BackoffMax"/>.</summary>
    public TimeSpan Backoff { get; init; } = TimeSpan.FromMilliseconds(800);

    public TimeSpan BackoffMax { get; init; } = TimeSpan.FromSeconds(30);
}
