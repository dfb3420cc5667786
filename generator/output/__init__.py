"""Every file of the finished site as a pure function: HTML, feeds, sitemap, search documents."""
